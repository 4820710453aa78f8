/* 09 Who will see what: one tab for each reader, each line with its kind and a tick; a locked tick gives its reason. Exactly this is sent. */

import { currentVersion } from "../forms.js";
import { common, getCase, loadDraft, saveDraft } from "../records.js";
import { makeSaver } from "../saver.js";
import { select } from "../synopsis.js";
import { deskView, isAtDesk } from "./at-desk.js";
import { copy, element, icon, row, say, slot } from "./dom.js";
import { linkTo } from "./frame.js";
import { go, pathOf } from "./navigation.js";
import { askReason, noteOf } from "./line-notes.js";
import { sentPage } from "./page-sent.js";
import { capital } from "./events.js";
import { calledName, firstName } from "./people.js";
import { citationOf, decisionOf } from "./rules.js";
import { sharedLines, viewAsFinished } from "./shared-lines.js";
import { selection } from "./tables.js";

const TITLES = { social_worker: "Social worker", police_liaison: "Police", carer: "Parent or carer", child: "Their own copy" };
const SECOND = { social_worker: "social worker", police_liaison: "missing person officer" };
const KINDS = { fact: "Fact", opinion: "Your opinion", other: "Said by someone else" };

/** @param {import("./navigation.js").Place} place @returns {Promise<import("./frame.js").View>} */
export async function screen({ record, args: [wanted, page] }) {
  const [theCase, shared, draft] = await Promise.all([getCase(record), common(), loadDraft(record, "record_finished")]);
  if (isAtDesk(theCase)) return deskView(theCase);
  const all = await sharedLines(theCase, shared);
  const chosen = all.find(({ reader }) => reader === wanted) ?? all[0];
  if (!chosen) return nobody(theCase, record);
  const frame = { theCase, clock: "line", title: "Sharing" };
  if (page === "page") return { ...frame, ...(await showPage(theCase, shared, chosen.reader, record)) };
  const main = copy("09");
  slot(main, "readers").replaceChildren(...all.map((one) => tab(theCase, record, one, one === chosen)));
  const ticks = tickSaver(record, draft?.answers ?? {}, chosen, main);
  slot(main, "lines").replaceChildren(...(await Promise.all(chosen.lines.map((line, at) => lineRow(main, theCase, line, at, ticks, nameOf(theCase, chosen))))));
  const decision = decisionOf(theCase, shared);
  const answer = decision.questions.recipients.topics[chosen.reader]?.answers[0];
  if (answer) slot(main, "cite").replaceChildren(linkTo(pathOf(record, "17", "recipients", chosen.reader), citationOf(answer), "govuk-link rhi-cite"));
  count(main, chosen.lines);
  slot(main, "held-back").hidden = !chosen.isHeldBack;
  showWish(main, theCase, draft);
  const next = { label: "See the page", icon: "eye", act: () => go(pathOf(record, "09", chosen.reader, "page")) };
  return { ...frame, main, back: { path: pathOf(record), label: theCase.initials }, next, saver: ticks };
}

function nobody(theCase, record) {
  return { main: copy("09-nobody"), theCase, clock: "line", title: "Sharing", back: { path: pathOf(record), label: theCase.initials }, next: { label: "Back", act: () => go(pathOf(record)) } };
}

function nameOf({ social_worker: worker }, { reader, role }) {
  if (reader === "social_worker" && worker) return firstName(worker.name);
  return role ? capital(role) : TITLES[reader];
}

function tab(theCase, record, one, isChosen) {
  const { reader } = one;
  const name = nameOf(theCase, one);
  const words = [isChosen ? icon("check") : "", element("span", {}, element("strong", {}, name), element("span", { class: "rhi-tabs__second" }, SECOND[reader] ?? ""))];
  const link = linkTo(pathOf(record, "09", reader), words, "rhi-tabs__tab");
  if (isChosen) link.setAttribute("aria-current", "page");
  return element("li", {}, link);
}

async function lineRow(main, theCase, line, at, ticks, who) {
  const made = row(main, "line");
  const id = `line-${at}`;
  const [input, label] = [made.querySelector("input"), made.querySelector("label")];
  input.id = id;
  label.htmlFor = id;
  input.checked = line.ticked;
  input.disabled = Boolean(line.locked);
  const kind = line.kind === "words" ? `What ${calledName(theCase)} said` : KINDS[line.kind];
  say(made, { kind: kindOf(line, kind), text: line.kind === "words" ? `“${line.text}”` : line.text });
  made.classList.add(`rhi-tick--${line.kind}`);
  const reason = reasonOf(line, theCase);
  say(made, { reason: reason ? [icon("lock"), reason] : null });
  made.append(...(await noteOf(theCase, line, who)));
  if (line.offered && !line.locked) askReason(made, input, ticks.reasonFor(line), (why) => ticks.set(line, input.checked && why !== "", why));
  else input.addEventListener("change", () => ticks.set(line, input.checked));
  return made;
}

function kindOf({ question, label }, kind) {
  if (question.startsWith("harm.")) return "Harm disclosed";
  return label ? `${kind}: ${label}` : kind;
}

/** A locked tick gives its reason. */
function reasonOf({ locked }, theCase) {
  const name = calledName(theCase);
  return { always: `Always sent. ${name} was told so before the talk.`, wish: `${name} asked not to share this.`, rows: "Chosen item by item." }[locked] ?? "";
}

/** Left out, or taken in beyond the usual: for each reader, by question. */
function tickSaver(record, kept, { reader, lines }, main) {
  let answers = kept;
  const saver = makeSaver(() => saveDraft(record, "record_finished", answers, currentVersion("record_finished")), ({ words }) => (slot(main, "saving").textContent = words));
  return {
    flush: saver.flush,
    reasonFor: ({ question }) => answers["finish.taken_in_why"]?.[reader]?.[question] ?? "",
    set(line, isTicked, why = null) {
      line.ticked = isTicked;
      const list = line.offered ? "finish.taken_in" : "finish.left_out";
      const isNamed = line.offered ? isTicked : !isTicked;
      const named = (answers[list]?.[reader] ?? []).filter((question) => question !== line.question);
      answers = { ...answers, [list]: { ...answers[list], [reader]: isNamed ? [...named, line.question] : named } };
      if (why !== null) answers = { ...answers, "finish.taken_in_why": withReason(answers["finish.taken_in_why"], reader, line.question, why) };
      count(main, lines);
      saver.touch();
    },
  };
}

/** What goes beyond the usual has its reason beside it. */
function withReason(reasons, reader, question, why) {
  const others = Object.fromEntries(Object.entries(reasons?.[reader] ?? {}).filter(([id]) => id !== question));
  return { ...reasons, [reader]: why ? { ...others, [question]: why } : others };
}

function count(main, lines) {
  const ticked = lines.filter((line) => line.ticked).length;
  slot(main, "count").textContent = ticked ? `Exactly this is sent, no more. ${ticked} of ${lines.length} lines ticked.` : "Nothing would be sent. Is that right?";
}

/** What was asked not to be shared stands there with the answer that was given. */
function showWish(main, theCase, draft) {
  const answers = Object.assign({}, ...theCase.entries.filter(({ kind }) => kind === "interview").map((entry) => entry.answers), draft?.answers);
  const wish = answers["help.not_to_share"];
  const place = slot(main, "wish");
  place.hidden = typeof wish !== "string";
  if (typeof wish !== "string") return;
  const answer = answers["help.not_to_share_answer"];
  say(place, { asked: `${calledName(theCase)} asked not to share`, what: wish, answer: answer ? `You answered: “${answer}”` : null });
}

async function showPage(theCase, shared, reader, record) {
  const [view, chosen] = await Promise.all([viewAsFinished(theCase, shared), selection()]);
  const main = sentPage(select(view, reader, chosen), view.held_back.length > 0);
  const back = pathOf(record, "09", reader);
  return { main, back: { path: back, label: "Lines" }, next: { label: "Back to the lines", act: () => go(back) } };
}
