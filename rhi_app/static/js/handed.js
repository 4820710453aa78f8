/**
 * What comes from others while this phone writes: drafts that the server hands on, of whoever had the case before or of this person's
 * own phone that two people replaced, and entries that were not here when the draft was begun.
 */

import { besideEntries, INTERVIEW_FORMS, joinBeside, putBeside } from "./beside.js";
import { listDrafts, rowOf, writtenBy } from "./drafts.js";
import { isSaid } from "./record-answers.js";

/** @typedef {{snapshot: string, number: number, author: string, authors: Record<string, string>, drafts: object[]}} Handed */

/**
 * Each draft is taken once; what an entry says otherwise than a draft here stands beside it.
 * @param {string} record
 * @param {Handed[]} handed the newest first
 * @param {object[]} entries of others, newly here
 * @param {{snapshot: string, number: number}[]} taken before
 * @param {string} own account
 * @param {typeof import("./drafts.js").holdDrafts} hold until what is told here is on the disk
 * @returns {Promise<{rows: object[], taken: {snapshot: string, number: number}[]}>}
 */
export async function takeHanded(record, handed, entries, taken, own, hold) {
  const fresh = handed.filter((each) => !taken.some(({ snapshot, number }) => snapshot === each.snapshot && number >= each.number));
  const news = entries.filter(({ form }) => INTERVIEW_FORMS.includes(form));
  if (fresh.length === 0 && news.length === 0) return { rows: [], taken };
  await hold(record, [...(news.length ? INTERVIEW_FORMS : []), ...fresh.flatMap(({ drafts }) => drafts.map(({ form }) => form))], news);
  const before = await listDrafts(record);
  const drafts = new Map(before.map((draft) => [draft.form, draft]));
  for (const each of fresh.toReversed()) for (const draft of each.drafts) drafts.set(draft.form, joined(drafts.get(draft.form), draft, each, own));
  for (const draft of besideEntries([...drafts.values()], news)) drafts.set(draft.form, draft);
  const rows = await Promise.all([...drafts.values()].filter((draft) => !before.includes(draft)).map((draft) => rowOf(record, draft)));
  const others = taken.filter(({ snapshot }) => !fresh.some((each) => each.snapshot === snapshot));
  return { rows, taken: [...others, ...fresh.map(({ snapshot, number }) => ({ snapshot, number }))] };
}

/** What is written here stays, and theirs beside it; what nobody answered here comes from them, and what they wrote before they may write over. */
function joined(mine, theirs, { author, authors }, own) {
  const writerOf = (id) => theirs.written_by[id] ?? author;
  const before = writtenBy(mine?.handed, mine?.answers ?? {});
  const kept = Object.fromEntries(Object.entries(mine?.answers ?? {}).filter(([id, answer]) => isSaid(answer) && before[id] !== writerOf(id)));
  const all = { ...mine?.answers, ...theirs.answers, ...kept };
  const { answers, beside } = INTERVIEW_FORMS.includes(theirs.form) ? putBeside(all, joinBeside(mine?.handed?.beside, theirs.beside), theirs.answers, writerOf) : { answers: all, beside: {} };
  const writers = { ...before, ...Object.fromEntries(Object.keys(theirs.answers).filter((id) => !(id in kept)).map((id) => [id, writerOf(id)])) };
  const others = Object.fromEntries(Object.entries(writers).filter(([, account]) => account !== own));
  const draft = { form: theirs.form, formVersion: mine?.formVersion ?? theirs.form_version, answers, savedAt: mine?.savedAt ?? theirs.saved_at };
  if (Object.keys(others).length === 0 && Object.keys(beside).length === 0) return draft;
  const handedOn = Object.fromEntries(Object.keys(others).map((id) => [id, answers[id]]));
  return { ...draft, handed: { answers: handedOn, writtenBy: others, beside, names: { ...mine?.handed?.names, ...authors } } };
}
