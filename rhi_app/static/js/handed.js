/** Drafts that the server hands on: of whoever had the case before, or of this person's own phone that two people replaced. */

import { listDrafts, rowOf, writtenBy } from "./drafts.js";

/** @typedef {{snapshot: string, number: number, author: string, authors: Record<string, string>, drafts: object[]}} Handed */

/**
 * Each is taken once. What is already written here stays; what nobody answered here comes from them, with their name to it.
 * @param {string} record
 * @param {Handed[]} handed the newest first
 * @param {{snapshot: string, number: number}[]} taken before
 * @param {string} own account
 * @returns {Promise<{rows: object[], taken: {snapshot: string, number: number}[]}>}
 */
export async function takeHanded(record, handed, taken, own) {
  const fresh = handed.filter((each) => !taken.some(({ snapshot, number }) => snapshot === each.snapshot && number >= each.number));
  if (fresh.length === 0) return { rows: [], taken };
  const drafts = new Map((await listDrafts(record)).map((draft) => [draft.form, draft]));
  for (const each of fresh) for (const draft of each.drafts) drafts.set(draft.form, joined(drafts.get(draft.form), draft, each, own));
  const forms = new Set(fresh.flatMap((each) => each.drafts.map(({ form }) => form)));
  const rows = await Promise.all([...forms].map((form) => rowOf(record, drafts.get(form))));
  const others = taken.filter(({ snapshot }) => !fresh.some((each) => each.snapshot === snapshot));
  return { rows, taken: [...others, ...fresh.map(({ snapshot, number }) => ({ snapshot, number }))] };
}

function joined(mine, theirs, { author, authors }, own) {
  const before = writtenBy(mine?.handed, mine?.answers ?? {});
  const written = Object.entries(mine?.answers ?? {}).filter(([id]) => !(id in before));
  const answers = { ...mine?.answers, ...theirs.answers, ...Object.fromEntries(written) };
  const writers = { ...before, ...Object.fromEntries(Object.keys(theirs.answers).map((id) => [id, theirs.written_by[id] ?? author])) };
  for (const [id] of written) delete writers[id];
  const others = Object.fromEntries(Object.entries(writers).filter(([, account]) => account !== own));
  const draft = { form: theirs.form, formVersion: mine?.formVersion ?? theirs.form_version, answers, savedAt: mine?.savedAt ?? theirs.saved_at };
  if (Object.keys(others).length === 0) return draft;
  const kept = Object.fromEntries(Object.keys(others).map((id) => [id, answers[id]]));
  return { ...draft, handed: { answers: kept, writtenBy: others, names: { ...mine?.handed?.names, ...authors } } };
}
