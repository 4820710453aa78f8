/* Undo: an entry is sealed and leaves, so it is made six seconds late. Until then it lies on the disk as a draft that is marked to be
   made: a phone that dies meanwhile makes it when the case is opened again, and one tap takes it back. */

import { addEntry, loadDraft, saveDraft } from "../records.js";

const UNDO_MS = 6000;
const FORMS = ["attempt", "offer"];
const MARK = "happened_at"; // no question id: it never reaches an entry's answers

let pending = null; // {record, addition, at, timer, done}

/** @param {string} record @param {object} addition as addEntry takes it */
export async function wait(record, addition) {
  await make(); // one at a time: what waited is made now
  const at = Date.now();
  const whole = { ...addition, happenedAt: addition.happenedAt ?? new Date(at).toISOString() };
  await keep(record, whole);
  pending = { record, addition: whole, at, done: () => {}, timer: setTimeout(make, UNDO_MS) };
}

const keep = (record, { form, formVersion, answers, happenedAt }) => saveDraft(record, form, { ...answers, [MARK]: happenedAt }, formVersion);

/** What waits for this record: `{addition, at}`, or null. */
export const waitingFor = (record) => (pending?.record === record ? pending : null);

/** Told once when it is made, or could not be. @param {(problem: object | null) => void} done */
export function onMade(done) {
  if (pending) pending.done = done;
}

/** Takes it back; what was tapped stays as a draft. @returns {Promise<object | null>} null when it is made already */
export async function undo() {
  if (!pending) return null;
  clearTimeout(pending.timer);
  const { record, addition } = pending;
  pending = null;
  await saveDraft(record, addition.form, addition.answers, addition.formVersion);
  return addition;
}

/** A note that is added within the six seconds goes along. @param {object} answers */
export async function amend(answers) {
  if (!pending) return;
  pending.addition.answers = { ...pending.addition.answers, ...answers };
  await keep(pending.record, pending.addition);
}

/** While someone writes the note, the six seconds begin anew. */
export function holdOn() {
  if (!pending) return;
  clearTimeout(pending.timer);
  pending.timer = setTimeout(make, UNDO_MS);
}

/** Makes what waits, at once: the time is up, or the screen is left or locked. */
export async function make() {
  if (!pending) return;
  clearTimeout(pending.timer);
  const { record, addition, done } = pending;
  pending = null;
  try {
    await addEntry(record, { ...addition, answers: said(addition.answers) });
    done(null);
  } catch (problem) {
    done(problem); // it is on the disk and is tried again when the case is opened
  }
}

/** What the phone died over is made now. @param {string} record */
export async function makeLeftOver(record) {
  for (const form of FORMS) {
    const draft = waitingFor(record) ? null : await loadDraft(record, form);
    if (!draft?.answers[MARK]) continue;
    const { [MARK]: happenedAt, ...answers } = draft.answers;
    await addEntry(record, { kind: form, form, formVersion: draft.formVersion, answers: said(answers), happenedAt });
  }
}

const said = (answers) => Object.fromEntries(Object.entries(answers).filter(([, answer]) => answer !== ""));

/** A draft's answers, without the mark. */
export const unmarked = ({ [MARK]: _, ...answers }) => answers;
