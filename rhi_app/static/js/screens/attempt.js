/* 04 Log an attempt: three taps, the third saves. People who must not be rung are not offered. Undo instead of "are you sure?". */

import { answerOf, currentVersion, loadForm, question } from "../forms.js";
import { getCase, loadDraft, saveDraft } from "../records.js";
import { decorate, peopleTiles } from "./choices.js";
import { copy, icon, slot } from "./dom.js";
import { renameNext } from "./frame.js";
import { go, pathOf } from "./navigation.js";
import { takeCall } from "./last-call.js";
import { unmarked, wait } from "./pending.js";
import { flagged } from "./people.js";
import { formSaver } from "./typing.js";
import { whenBlock } from "./when.js";

const ICONS = {
  "attempt.how": { rang: "call", texted: "message", knocked: "door", other: "mail" },
  "attempt.outcome": { no_answer: "dash", left_message: "message", spoke: "check", wrong_number: "cross" },
};

const IDS = ["attempt.how", "attempt.to", "attempt.outcome"];

/** @param {import("./navigation.js").Place} place @returns {Promise<import("./frame.js").View>} */
export async function screen({ record }) {
  const [theCase, form, draft] = await Promise.all([getCase(record), loadForm("attempt"), loadDraft(record, "attempt")]);
  const main = copy("04");
  slot(main, "form").replaceChildren(...["attempt.how", "attempt.to"].map((id) => question(form, id)), notListed(main, theCase), question(form, "attempt.outcome"));
  for (const [id, icons] of Object.entries(ICONS)) decorate(main, id, icons);
  peopleTiles(main, "attempt.to", theCase);
  number(main);
  const when = whenBlock(slot(main, "when"));
  const call = takeCall(record);
  const begun = call ? { "attempt.how": call.how, "attempt.to": call.to } : unmarked(draft?.answers ?? {});
  const { saver } = formSaver(main, { record, form: "attempt", answers: begun, save: (answers) => saveDraft(record, "attempt", answers, currentVersion("attempt")) });
  slot(main, "form").addEventListener("change", () => saveWhenWhole(main, record, when, saver));
  const act = () => (isWhole(main) ? saveWhenWhole(main, record, when, saver) : go(pathOf(record, "04c")));
  const next = { label: "It was an offer", icon: "message", act };
  return { main, theCase, clock: "line", title: "Log an attempt", isHeading: true, back: { path: pathOf(record), label: theCase.initials }, next, saver };
}

function number(main) {
  main.querySelectorAll("[data-block] legend").forEach((legend, at) => legend.prepend(`${at + 1}. `));
}

function notListed(main, theCase) {
  const count = flagged(theCase).length;
  const line = slot(main, "not-listed");
  line.hidden = count === 0;
  line.replaceChildren(icon("no-call"), count === 1 ? "1 person is not listed: do not ring or ask." : `${count} people are not listed: do not ring or ask.`);
  return line;
}

const answersOf = (main) => Object.fromEntries(IDS.map((id) => [id, answerOf(question(main, id))]));
const isWhole = (main) => !Object.values(answersOf(main)).includes(null);

/** The third answer saves: from here the attempt is made, in six seconds, unless it is undone. */
async function saveWhenWhole(main, record, when, saver) {
  if (!isWhole(main)) return;
  const happenedAt = when.moment();
  if (happenedAt === undefined) return void renameNext("Save this"); // what is wrong with the time stands beside it
  const answers = answersOf(main);
  await saver.flush();
  await wait(record, { kind: "attempt", form: "attempt", formVersion: currentVersion("attempt"), answers, happenedAt: happenedAt ?? undefined });
  await go(pathOf(record, "04b"), { replace: true });
}
