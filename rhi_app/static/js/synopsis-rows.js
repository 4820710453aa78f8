/* Lists of people, places, things: which items go to a reader, and how they stand in a table. Mirrors domain/synopsis_rows.py.
   An item says by itself who may receive it. Nothing said: it goes as its question goes. Beyond that it goes only with a reason. */

import { OF, pageOf, ruleFor, tickedLines } from "./recipients.js";
import { choiceWords, named, whenWords } from "./synopsis-words.js";

const PAGES = { both: ["social_worker", "police_liaison"], social_worker: ["social_worker"], police_liaison: ["police_liaison"], nobody: [] };
const MOST_COLUMNS = 5; // a sheet of paper holds no more; what is over stands together in the last

const isItem = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
export const isItems = (answer) => Array.isArray(answer) && answer.length > 0 && answer.every(isItem);

/** The same view with only those items that this reader may receive; `by_item` names the lists that somebody shared item by item. */
export function forReader(view, reader, selection) {
  const lists = Object.entries(selection.questions).filter(([name, { rows }]) => rows && isItems(view.answers[name]));
  const answers = Object.fromEntries(lists.map(([name, question]) => [name, itemsFor(name, question, view, reader)]));
  const byItem = Object.keys(answers).filter((name) => isChosen(view.answers[name]));
  return { ...view, answers: { ...view.answers, ...answers }, by_item: byItem };
}

function itemsFor(name, question, view, reader) {
  const page = pageOf(view, reader);
  const isTakenIn = ruleFor(question, view, reader) !== "offered" || tickedLines(view, "taken_in", reader).includes(name);
  return view.answers[name].filter((item) => goes(item, page, isTakenIn));
}

function goes({ goes_to: chosen, why }, page, isTakenIn) {
  if (!isChoice(chosen)) return isTakenIn;
  const isNamed = [page, ...(OF[page] ?? [])].some((one) => PAGES[chosen].includes(one));
  return isNamed && (isTakenIn || (typeof why === "string" && why.trim() !== ""));
}

const isChoice = (chosen) => typeof chosen === "string" && Object.hasOwn(PAGES, chosen);

/** Whether somebody said of any item who may receive it. */
export const isChosen = (answer) => isItems(answer) && answer.some((item) => isChoice(item.goes_to));

/** The columns that the selection names and somebody filled; a column without a name there goes nowhere. */
export function tableOf(questionId, question, answer, view) {
  const names = Object.keys(question.columns ?? {}).filter((name) => answer.some((item) => cellOf(item, name, question, view)));
  if (!names.length) return null;
  const most = names.length <= MOST_COLUMNS ? names.length : MOST_COLUMNS - 1;
  const [shown, over] = [names.slice(0, most), names.slice(most)];
  const columns = [...shown.map((name) => named(question.columns[name], view)), ...(over.length ? ["More"] : [])];
  const rows = answer.map((item) => rowOf(item, shown, over, question, view));
  return { kind: "table", label: "", columns, rows, questions: [questionId] };
}

function rowOf(item, shown, over, question, view) {
  const [first, ...others] = shown.map((name) => cellOf(item, name, question, view));
  const rest = over.map((name) => [named(question.columns[name], view), cellOf(item, name, question, view)]).filter(([, text]) => text);
  const more = rest.map(([head, text]) => `${head}: ${text}`).join("; ");
  return [[{ b: first }], ...others.map((text) => [text]), ...(over.length ? [[more]] : [])];
}

function cellOf(item, name, { cells = {} }, view) {
  const value = item[name] ?? "";
  if (Array.isArray(value)) return value.join(", ");
  if (!["string", "number"].includes(typeof value)) return "";
  const words = cells[name] ?? {};
  return Object.hasOwn(words, value) ? choiceWords({ choices: words }, value, view) : whenWords(String(value).trim());
}
