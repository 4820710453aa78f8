/** Two values of one answer in what is being typed: sets are united; of anything else the other's stays beside it until a person chooses. */

import { isSaid, sameAnswer, united } from "./record-answers.js";

export const INTERVIEW_FORMS = ["interview", "lists", "analysis"]; // of these several may write; an event is one person's

/** @typedef {Record<string, {answer: unknown, author: string}[]>} Beside by question */

/**
 * @param {object} answers what stands in the draft
 * @param {Beside} beside what stands beside it already
 * @param {object} theirs
 * @param {(question: string) => string} writerOf the account that gave each of theirs
 * @returns {{answers: object, beside: Beside}}
 */
export function putBeside(answers, beside, theirs, writerOf) {
  const [joined, kept] = [{ ...answers }, { ...beside }];
  for (const [id, answer] of Object.entries(theirs)) {
    const mine = joined[id];
    if (!isSaid(answer) || !isSaid(mine) || sameAnswer(mine, answer)) continue;
    if (Array.isArray(answer)) joined[id] = Array.isArray(mine) ? united(mine, answer) : answer; // beside a list, no word that there is none
    else if (!Array.isArray(mine)) kept[id] = besides(kept[id], { answer, author: writerOf(id) });
  }
  return { answers: joined, beside: kept };
}

/**
 * What a form says, when something came meanwhile that it has not shown: an answer is written only over what stood there. What nobody
 * changed here is as it came; where both were changed, both are kept.
 * @param {import("./drafts.js").Draft} said
 * @param {object} shown the answers that the form showed, or said last
 * @param {import("./drafts.js").Draft} there what stands on the disk
 * @param {string} own account
 * @returns {import("./drafts.js").Draft}
 */
export function writtenOver(said, shown, there, own) {
  const [answers, theirs] = [{ ...there.answers }, {}];
  for (const id of new Set([...Object.keys(shown), ...Object.keys(said.answers)])) {
    const mine = said.answers[id];
    if (sameAnswer(mine, shown[id])) continue;
    if (!sameAnswer(there.answers[id], shown[id])) theirs[id] = there.answers[id];
    if (mine !== undefined) answers[id] = mine;
    else if (!(id in theirs)) delete answers[id];
  }
  if (!INTERVIEW_FORMS.includes(said.form)) return { ...said, answers, handed: there.handed };
  const joined = putBeside(answers, there.handed?.beside ?? {}, theirs, (id) => there.handed?.writtenBy[id] ?? own);
  const hasBeside = there.handed || Object.keys(joined.beside).length > 0;
  return { ...said, answers: joined.answers, handed: hasBeside ? { answers: {}, writtenBy: {}, names: {}, ...there.handed, beside: joined.beside } : undefined };
}

/** Both, each value once. @param {Beside} one @param {Beside} [other] */
export function joinBeside(one, other = {}) {
  const joined = { ...one };
  for (const [id, values] of Object.entries(other)) for (const value of values) joined[id] = besides(joined[id], value);
  return joined;
}

const besides = (values = [], value) => [...values.filter(({ answer }) => !sameAnswer(answer, value.answer)), value];

/**
 * Drafts with what entries of others say that came meanwhile: whoever wrote on did not have it.
 * @param {import("./drafts.js").Draft[]} drafts
 * @param {object[]} entries
 * @returns {import("./drafts.js").Draft[]} those that are changed by it
 */
export function besideEntries(drafts, entries) {
  return drafts.map((draft) => entries.filter(({ form }) => form === draft.form).reduce(besideEntry, draft)).filter((draft, at) => draft !== drafts[at]);
}

function besideEntry(draft, { answers: theirs, author, author_name: name }) {
  const { answers, beside } = putBeside(draft.answers, draft.handed?.beside ?? {}, theirs, () => author);
  if (sameAnswer([answers, beside], [draft.answers, draft.handed?.beside ?? {}])) return draft;
  const handed = { answers: {}, writtenBy: {}, ...draft.handed, beside, names: { ...draft.handed?.names, [author]: name } };
  return { ...draft, answers, handed };
}
