/* 13 Not taking part: a result with dignity. Who, in whose words, was there pressure; what a parent or carer can add; and the offer stays open. */

import { loadForm, question } from "../forms.js";
import { common, finishDecline, getCase, loadDraft, saveDraft } from "../records.js";
import { decorate, personalise } from "./choices.js";
import { copy, icon, slot } from "./dom.js";
import { attemptsOf, timeOf } from "./events.js";
import { linkTo } from "./frame.js";
import { attemptsNeeded, showDeclineNeeds } from "./from-protocol.js";
import { go, pathOf } from "./navigation.js";
import { leftOver } from "./left-over.js";
import { answerTo, citationOf, contentFor, decisionOf } from "./rules.js";
import { isToBeSaved, sayNotSaved } from "./save-once.js";
import { formSaver } from "./typing.js";

const TOP = ["decline.who", "decline.words", "decline.pressure", "decline.pressure_why"];
const CARER = ["decline.carer_offered", "decline.carer_information"];
const OPEN = ["decline.told_open", "decline.reoffer_on", "decline.network", "decline.network_by"];
const RISK = ["decline.risk", "decline.referral", "decline.referral_why"];

/** @param {import("./navigation.js").Place} place @returns {Promise<import("./frame.js").View>} */
export async function screen({ record }) {
  const [theCase, shared, draft] = await Promise.all([getCase(record), common(), loadDraft(record, "decline")]);
  const form = await loadForm("decline", draft?.formVersion);
  const main = copy("13");
  for (const [place, ids] of [["top", TOP], ["carer", CARER], ["risk", RISK], ["open", OPEN]]) {
    slot(main, place).replaceChildren(...ids.map((id) => question(form, id)).filter(Boolean)); // an older draft asks less
  }
  personalise(main, theCase);
  decorate(main, "decline.who", { child: "person", parent: "person" });
  question(main, "decline.who").querySelector("legend").classList.add("rhi-heading-page");
  const decision = decisionOf(theCase, shared);
  showSource(main, record, decision);
  const content = contentFor(theCase, shared);
  showDeclineNeeds(main, slot(main, "needs"), content);
  showAttempts(main, theCase, content);
  const version = Number(form.dataset.version);
  const typing = formSaver(main, { answers: draft?.answers ?? {}, save: (said) => saveDraft(record, "decline", said, version) });
  const signs = () => showSigns(main, typing.answers());
  main.addEventListener("input", signs);
  main.addEventListener("change", signs);
  signs();
  const next = { label: "Finish the decline", icon: "check", act: () => finish(main, theCase, typing, version) };
  return { main, theCase, clock: "line", title: "Not taking part", isHeading: true, back: { path: pathOf(record), label: theCase.initials }, next, saver: typing.saver };
}

function showSource(main, record, decision) {
  const answer = answerTo(decision, "decline", "carer_information");
  slot(main, "carer-meta").textContent = answer ? "Must be offered" : "Good practice";
  slot(main, "carer-cite").replaceChildren(answer ? `${answer.say} ` : "", answer ? linkTo(pathOf(record, "17", "decline", "carer_information"), citationOf(answer), "govuk-link rhi-cite") : "");
}

function showAttempts(main, theCase, content) {
  const made = attemptsOf(theCase);
  const now = Date.now();
  const times = made.map((entry) => timeOf(entry, now));
  slot(main, "attempts-title").replaceChildren(linkTo(pathOf(theCase.record, "04b"), made.length === 1 ? "1 attempt as evidence" : `${made.length} attempts as evidence`, "rhi-row-link__link"));
  slot(main, "attempts-meta").textContent = times.length > 1 ? `${times[0]} to ${times.at(-1)}` : (times[0] ?? (attemptsNeeded(content) || "What counts is that they can be seen."));
  slot(main, "attempts-sign").replaceChildren(icon(made.length ? "check" : "circle"));
}

function showSigns(main, answers) {
  const has = { carer: CARER.some((id) => answers[id]), risk: RISK.some((id) => answers[id]) };
  for (const [place, isThere] of Object.entries(has)) slot(main, `${place}-sign`).replaceChildren(icon(isThere ? "check" : "circle"));
  const isPressed = ["suspected", "said_so"].includes(answers["decline.pressure"]);
  const referral = question(main, "decline.referral_why");
  if (referral) referral.hidden = answers["decline.referral"] !== "yes" && !answers["decline.referral_why"];
  question(main, "decline.pressure_why").hidden = !isPressed && !answers["decline.pressure_why"];
}

async function finish(main, theCase, { saver, answers }, version) {
  if (!isToBeSaved(main)) return undefined;
  await saver.flush();
  try {
    await finishDecline(theCase.record, answers(), { formVersion: version });
  } catch (problem) {
    return leftOver(main, theCase.record, problem) ?? sayNotSaved(main, problem);
  }
  return go(pathOf(theCase.record, "11"), { replace: true });
}
