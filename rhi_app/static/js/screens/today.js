/* 02 Today: who needs me first. Initials, times and status words, nothing else: a list may be seen by anyone. */

import { dateWords, dayTimeWords, momentOf, timeWords } from "../clock.js";
import { listCases, unsentCount } from "../records.js";
import { sendAndFetch, state } from "../sync.js";
import { dueAt, heldAt } from "./clock-of.js";
import { copy, element, icon, onTap, row, say, slot, strong } from "./dom.js";
import { clockLine, linkTo } from "./frame.js";
import { go, pathOf, refresh } from "./navigation.js";
import { nextStep } from "./next-step.js";
import { CUSTODY } from "./words.js";

const DAY = 24 * 3600 * 1000;

/** @returns {Promise<import("./frame.js").View>} */
export async function screen() {
  const [cases, unsent] = await Promise.all([listCases(), unsentCount()]);
  const now = Date.now();
  const main = say(copy("02"), { day: dateWords(now) });
  slot(main, "custody").replaceWith(custodySum(main, unsent, now));
  slot(main, "cases").replaceChildren(...inOrder(cases, now).map((one) => caseRow(main, one, now)));
  slot(main, "nobody").hidden = cases.some(isWaiting);
  slot(main, "met").replaceChildren(linkTo("/app/who/03/else", "Met someone who is not on this list?"));
  return { main, next: nextAct(cases), renews: true };
}

const isWaiting = ({ state: how, takenBack }) => !takenBack && (how === "open" || how === "visit_ended");

function nextAct(cases) {
  const open = cases.filter((one) => one.case && one.state === "open");
  if (!open.length) return { label: "Send and fetch", icon: "up", act: () => sendAndFetch().then(refresh) };
  const path = open.length === 1 ? pathOf(open[0].record, "04") : "/app/who/04";
  return { label: "Log an attempt", icon: "plus", act: () => go(path) };
}

/** Past due first, then by hours left, then without a due time; then held; what is sealed last. */
export function inOrder(cases, now) {
  return cases.toSorted((one, other) => rank(one) - rank(other) || timeOf(one, now) - timeOf(other, now));
}

function rank({ case: theCase, state: how, problem, takenBack }) {
  if (how === "finished" || how === "declined" || takenBack) return 4;
  if (problem || !theCase) return 0;
  if (heldAt(theCase) !== null) return 3;
  return dueAt(theCase) === null ? 2 : 1;
}

const timeOf = ({ case: theCase }, now) => (theCase ? (dueAt(theCase) ?? now) : now);

function custodySum(main, { count, oldestAt }, now) {
  const made = row(main, count ? "waiting" : "received");
  onTap(made.querySelector("a"), () => go("/app/phone")); // a new page would be a locked one
  const { lastContactAt } = state();
  if (count) return say(made, { count: `${count} only on this phone`, how: howItLeaves(oldestAt, now) });
  const contact = lastContactAt ? `Last contact ${shortTime(momentOf(lastContactAt), now)}. ` : "";
  return say(made, { how: `${contact}Nothing is only here.` });
}

function howItLeaves(oldestAt, now) {
  if (now - momentOf(oldestAt) > DAY) return `Oldest: ${dayTimeWords(momentOf(oldestAt), now)}. Find a network today.`;
  return state().problem?.sentence ?? "They leave by themselves when there is a network.";
}

const shortTime = (moment, now) => (dateWords(moment) === dateWords(now) ? timeWords(moment) : dayTimeWords(moment, now));

function caseRow(main, one, now) {
  const made = say(row(main, "case"), { initials: one.initials || "?" });
  const isSealed = one.state === "finished" || one.state === "declined";
  const link = linkTo(isSealed ? pathOf(one.record, "11") : pathOf(one.record), headOf(one), "rhi-row-link__link");
  slot(made, "head").replaceChildren(link);
  say(made, { step: nextStep(one, now), tags: null });
  const tags = tagsOf(one, now);
  if (tags.length) slot(made, "step").after(element("p", { class: "rhi-tags" }, ...tags));
  return made;
}

function headOf({ case: theCase, state: how, problem, takenBack }) {
  if (how === "finished") return [icon("check"), " ", strong("Finished")];
  if (how === "declined") return [icon("check"), " ", strong("Declined, recorded")];
  if (problem && !theCase) return [icon("warning"), " ", strong("Not to be opened now")];
  if (takenBack) return [icon("info"), " ", strong("No longer with you")];
  return clockLine(theCase, { inList: true });
}

function tagsOf({ case: theCase, state: how }, now) {
  if (!theCase) return [];
  const tags = [];
  const waits = theCase.entries.some(({ local, custody }) => local && custody === "on_this_phone");
  if (theCase.entries.length === 0) tags.push(tag("note", "dot", `New since ${shortTime(momentOf(theCase.allocated_at), now)}`));
  if (waits) tags.push(tag(how === "open" ? "note" : "", "phone", capital(CUSTODY.on_this_phone)));
  return tags;
}

function tag(kind, sign, words) {
  const mark = sign === "dot" ? element("span", { class: "rhi-dot", "aria-hidden": "true" }) : icon(sign);
  return element("span", { class: `rhi-tag${kind ? ` rhi-tag--${kind}` : ""}` }, mark, words);
}

const capital = (text) => text[0].toUpperCase() + text.slice(1);
