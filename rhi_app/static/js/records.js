/** The records on this phone: the one door for the screens. Everything here needs an unlocked vault and works without a network. */

import { getCase, readIndex } from "./cases.js";
import { listDrafts } from "./drafts.js";
import { custodyOf, rowsOf } from "./outbox.js";
import { readBackOf } from "./wordings.js";

export { beginRecord, canBegin, takeUp } from "./begun.js";
export { common, getCase, listCases } from "./cases.js";
export { discardDraft, listDrafts, loadDraft, saveDraft, settleDraft } from "./drafts.js";
export { addEntry, endVisit, finishDecline, finishRecord, giveToDesk } from "./entries.js";
export { unsentCount } from "./outbox.js";
export { loadPhoneDraft, savePhoneDraft } from "./phone-drafts.js";

/**
 * Where a record is: `[{step, at, detail}]`, the steps that were reached, in order. `at` is null while only some envelopes have come
 * that far (`detail: {done, of}`); delivered, opened and acknowledged carry `detail: {by: [{kind, at}]}`.
 * @param {string} record
 */
export async function custody(record) {
  const [rows, index] = await Promise.all([rowsOf(record), readIndex(record)]);
  return custodyOf(rows, index?.reached, index?.lookedAt);
}

/**
 * The text that a signature covers: the young person's part as it stands, newest answer of each question, in its one form. Its
 * digest (canonical.js, `hashText`) goes with the signature, so that a later change shows as one.
 * @param {string} record
 * @returns {Promise<string>}
 */
export async function readBackText(record) {
  const { entries } = await getCase(record);
  const drafts = (await listDrafts(record)).filter(({ form }) => form === "interview");
  const written = [...entries.filter(({ kind }) => kind === "interview"), ...drafts];
  return readBackOf(record, written.map(({ answers }) => answers));
}
