/* 10e Ask a manager: the request travels as an event and is answered in the portal. With no network: done on whose word, to be confirmed. */

import { newestDecision } from "../decided.js";
import { currentVersion, loadForm } from "../forms.js";
import { addEntry, common, getCase, loadDraft, saveDraft } from "../records.js";
import { personalise } from "./choices.js";
import { leading } from "../several.js";
import { copy, icon, row, say, slot } from "./dom.js";
import { timeOf } from "./events.js";
import { go, pathOf } from "./navigation.js";
import { meansWords } from "./required.js";
import { contentFor, decisionOf } from "./rules.js";
import { isToBeSaved, sayNotSaved } from "./save-once.js";
import { formSaver } from "./typing.js";
import { whenBlock } from "./when.js";

const ABOUT = { telephone: "By telephone", video: "By video", sharing: "What may be shared" };

/** @param {import("./navigation.js").Place} place @returns {Promise<import("./frame.js").View>} */
export async function screen({ record, args: [about] }) {
  const [theCase, shared, form, draft] = await Promise.all([getCase(record), common(), loadForm("ask_manager"), loadDraft(record, "ask_manager")]);
  const main = say(copy("10e"), { rule: meansWords(theCase, decisionOf(theCase, shared), contentFor(theCase, shared)) });
  slot(main, "form").replaceChildren(form);
  personalise(main, theCase);
  slot(main, "asked").replaceChildren(...askedIn(theCase).map((line) => askedRow(main, line)));
  const when = whenBlock(slot(main, "when"));
  const answers = { ...(about && { "ask_manager.about": about }), ...draft?.answers };
  const typing = formSaver(main, { answers, save: (said) => saveDraft(record, "ask_manager", said, currentVersion("ask_manager")) });
  const next = { label: "Send it", icon: "up", act: () => save(main, record, typing, when) };
  return { main, theCase, clock: "line", title: theCase.initials, back: { path: pathOf(record), label: "Case" }, next, saver: typing.saver };
}

/**
 * What was asked, and how it stands. What was done on somebody's word is unconfirmed until a manager has decided.
 * @returns {{about: string, title: string, meta: string, isOpen: boolean}[]} newest first
 */
export function askedIn(theCase) {
  return theCase.entries.filter(({ kind }) => kind === "ask_manager").toReversed().map((entry) => askedLine(theCase, entry));
}

function askedLine(theCase, entry) {
  const { answers, happened_at: at } = entry;
  const about = answers["ask_manager.about"];
  const answer = answerTo(theCase, about, at);
  const word = answers["ask_manager.on_whose_word"];
  const title = `${ABOUT[about] ?? "Asked"}: ${answer ?? (word ? `on the word of ${word}` : "asked")}`;
  const state = answer ? "Decided by a manager" : word ? "To be confirmed by a manager" : "No answer yet";
  return { about, title, meta: `${timeOf(entry, Date.now())} · ${state}`, isOpen: !answer };
}

/** The newest answer that came after the question. */
function answerTo(theCase, about, at) {
  if (about === "sharing") {
    const made = theCase.entries.findLast(({ kind, happened_at: when }) => kind === "release" && when > at);
    return made ? (made.answers["release.decided"] === "release" ? "it is sent" : "it stays held back") : null;
  }
  const made = newestDecision(leading(theCase).decided, "method", "means");
  return made && made.at > at ? (made.decided === about ? "agreed" : "not agreed") : null;
}

function askedRow(main, { title, meta, isOpen }) {
  const made = say(row(main, "asked"), { title, meta });
  slot(made, "sign").replaceWith(icon(isOpen ? "question" : "check", "rhi-icon rhi-line__sign"));
  return made;
}

async function save(main, record, { saver, answers }, when) {
  if (!isToBeSaved(main)) return undefined;
  const happenedAt = when.moment();
  if (happenedAt === undefined) return undefined;
  await saver.flush();
  try {
    await addEntry(record, { kind: "ask_manager", form: "ask_manager", formVersion: currentVersion("ask_manager"), answers: answers(), happenedAt: happenedAt ?? undefined });
  } catch (problem) {
    return sayNotSaved(main, problem);
  }
  return go(pathOf(record), { replace: true });
}
