/* What counts where several wrote one record: phone against portal, phone against phone. Mirrors domain/record_answers.py.

   An entry that answers names the entries of others that its maker had (`follows`): whoever had the other's answer and gave another has
   decided. Whoever had it not stands beside it: sets are united; of anything else both values are kept until a person chooses. No clock is
   asked, and no order of arrival. What was typed beside an answer that was handed on travels in `beside`, and stands and falls with its entry. */

import { writeText } from "./canonical.js";

// A new answer to one of these is a new event; the other kinds answer questions.
const EVENTS = ["attempt", "offer", "consent", "withdrawal", "release", "harm", "amendment"];
export const ANSWERING = ["interview", "carer_information"]; // several may write of these at a time; an end is one person's act

/** The answer of each question: the newest; sets united. Of two values that wait, the one that was begun last. @param {object[]} entries */
export function answersOf(entries) {
  const newest = Object.assign({}, ...entries.filter(({ kind }) => !EVENTS.includes(kind)).map(({ answers }) => answers));
  return { ...newest, ...Object.fromEntries([...valuesOf(entries)].map(([question, values]) => [question, countedOf(values)])) };
}

/**
 * What waits for a person to choose: by question, each value with the entry that it stands in and who gave it.
 * @param {object[]} entries
 * @returns {Record<string, {answer: unknown, author: string, entry: string, at: string, device: string | null}[]>}
 */
export function twoValues(entries) {
  return Object.fromEntries([...valuesOf(entries)].filter(([, values]) => values.length > 1 && !isSet(values)));
}

/** The one that counts; of two that wait, both: no contradiction keeps a duty from being seen. @param {object[]} entries @param {string} question @returns {unknown[]} */
export function standingAnswers(entries, question) {
  const waiting = twoValues(entries)[question];
  return waiting ? waiting.map(({ answer }) => answer) : [answersOf(entries)[question] ?? null];
}

/** What whoever answers these questions now has of others, by id. @param {object[]} entries @param {object} answers @param {{record: string, device: string | null}} maker */
export function followsOf(entries, answers, maker) {
  const isAbout = (entry) => questionsIn(entry).some((question) => Object.hasOwn(answers, question));
  return answering(entries).filter((entry) => makerOf(entry) !== makerOf(maker) && isAbout(entry)).map(({ id }) => id);
}

export const sameAnswer = (one, other) => textOf(one) === textOf(other);

/** Every item once. @param {unknown[][]} lists */
export const united = (...lists) => [...new Map(lists.flat().map((item) => [textOf(item), item])).values()];

/** Whether anybody gave an answer at all. */
export function isSaid(answer) {
  if (typeof answer === "string") return answer.trim() !== "";
  return typeof answer === "object" && answer !== null ? Object.keys(answer).length > 0 && answer.unanswered !== "not_asked" : Boolean(answer);
}

/** Only where more than one maker answered: elsewhere the newest counts, and nothing has to be compared. */
function valuesOf(entries) {
  const made = answering(entries);
  if (new Set(made.map(makerOf)).size < 2 && !made.some((entry) => Object.keys(besideOf(entry)).length)) return new Map();
  return new Map([...new Set(made.flatMap(questionsIn))].map((question) => [question, standing(made, question)]));
}

/** The different values that nobody has decided between, in the order of the entries' own ids. What is empty or
    was not asked stands beside nothing, and beside a list no word that there is none. */
function standing(made, question) {
  const asked = made.filter((entry) => questionsIn(entry).includes(question));
  const left = asked.filter((entry, at) => !asked.some((other, turn) => turn !== at && isAfter(other, entry, turn > at)));
  const values = (left.length ? left : asked.slice(-1)).toSorted(byId).flatMap((entry) => valuesIn(entry, question));
  const said = values.filter(({ answer }) => isSaid(answer));
  const lists = said.filter(({ answer }) => Array.isArray(answer));
  return different(lists.length ? lists : said.length ? said : values.slice(-1));
}

const byId = ({ id: one = "" }, { id: other = "" }) => Number(one > other) - Number(one < other);

function isAfter(later, earlier, standsLater) {
  if (makerOf(later) === makerOf(earlier)) return standsLater;
  return Array.isArray(later.follows) ? later.follows.includes(earlier.id) : standsLater; // made before entries named them: the order decides
}

function valuesIn(entry, question) {
  const others = (besideOf(entry)[question] ?? []).filter((value) => value !== null && typeof value === "object" && "answer" in value);
  const own = Object.hasOwn(entry.answers, question) ? [{ answer: entry.answers[question], author: entry.author }] : [];
  const place = { entry: entry.id ?? null, at: entry.happened_at, device: entry.device ?? null };
  return [...others, ...own].map(({ answer, author }) => ({ answer, author: author ?? null, ...place }));
}

const different = (values) => [...new Map(values.map((value) => [textOf(value.answer), value])).values()];
const countedOf = (values) => (values.length > 1 && isSet(values) ? united(...values.map(({ answer }) => answer)) : values.at(-1).answer);
const isSet = ([{ answer }]) => Array.isArray(answer);
const answering = (entries) => entries.filter(({ kind }) => ANSWERING.includes(kind));
const makerOf = ({ record, device }) => `${record ?? ""}/${device ?? ""}`;
const questionsIn = (entry) => [...new Set([...Object.keys(entry.answers), ...Object.keys(besideOf(entry))])];
const isGroup = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
const besideOf = ({ beside }) => (isGroup(beside) ? Object.fromEntries(Object.entries(beside).filter(([, values]) => Array.isArray(values))) : {});

/** Half a character, as it may stand in what is still being typed, has no canonical form. */
function textOf(answer) {
  try {
    return writeText(answer);
  } catch {
    return JSON.stringify(answer);
  }
}
