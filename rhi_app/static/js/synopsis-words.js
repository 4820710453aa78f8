/* How a synopsis says things. Mirrors domain/synopsis_words.py; tests/vectors/synopsis.json holds both to it.
   A text is a list of runs: a string, {b: "strong"}, or {cite: "essex 5.2"}. Nothing in it is ever read as markup. */

import { dateWords, timeWords } from "./clock.js";
import { dayOf as dayInLondon } from "./london.js";

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const LONG_MONTHS = [
  "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
];
const ORDINALS = ["First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth"];
const UNANSWERED = { did_not_want_to_say: "didn’t want to say.", not_asked: "was not asked.", not_known: "does not know." };
const NOTED = { not_asked: "Not asked.", not_known: "Not known." };
const MINUTE_MS = 60_000;
export const FAST_ENOUGH_TO_SAY_MS = 5 * MINUTE_MS; // from here on both clocks are shown
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)$/u;
const UNSEEN = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/gu;
const DAY = /^\d{4}-\d\d-\d\d$/u;

/** `Sat 21 Nov, 22:06`, in London. @param {string} text */
export function momentWords(text) {
  const moment = Date.parse(text);
  return `${dateWords(moment)}, ${timeWords(moment)}`;
}

/** `Sat 21 Nov 2026, 22:06`. @param {string} text */
export function momentWordsWithYear(text) {
  const moment = Date.parse(text);
  return `${dateWords(moment)} ${dayInLondon(moment).slice(0, 4)}, ${timeWords(moment)}`;
}

/** `9 March 2012`, of a date without a time; what is no date stays as it was written. */
export function dayWords(text) {
  const day = dayOf(text);
  return day ? `${day.getUTCDate()} ${LONG_MONTHS[day.getUTCMonth()]} ${day.getUTCFullYear()}` : text;
}

/** A moment (`Sun 22 Nov, 08:10`) or a day (`Sun 22 Nov`); anything else is said as it was written. */
export function whenWords(text) {
  if (MOMENT.test(text) && dayOf(text.slice(0, 10))) return momentWords(text);
  const day = dayOf(text);
  return day ? `${DAYS[day.getUTCDay()]} ${day.getUTCDate()} ${LONG_MONTHS[day.getUTCMonth()].slice(0, 3)}` : text;
}

function dayOf(text) {
  if (!DAY.test(text)) return null;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().slice(0, 10) === text ? day : null; // 31 February
}

/** `19 November 2026`, in London, of a moment or a day. */
export const dateOf = (text) => dayWords(MOMENT.test(text) ? dayInLondon(Date.parse(text)) : text);

export const millisecondsBetween = (earlier, later) => Date.parse(later) - Date.parse(earlier);

/** `12 h 30 min`, `40 min`, and past two days `3 days 4 h`; rounded down. @param {number} milliseconds */
export function lengthWords(milliseconds) {
  const minutes = Math.floor(milliseconds / MINUTE_MS);
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor(minutes / 60)];
  if (hours >= 48) return hours - days * 24 ? `${days} days ${hours - days * 24} h` : `${days} days`;
  if (!hours) return `${minutes} min`;
  return minutes - hours * 60 ? `${hours} h ${minutes - hours * 60} min` : `${hours} h`;
}

/** How the phone's clock stood against the server's: the offset is the server's minus the phone's. */
export function offsetWords(milliseconds) {
  const size = Math.abs(milliseconds);
  if (size < 1000) return "right to the second";
  const amount = size < MINUTE_MS ? `${Math.floor(size / 1000)} s` : `${Math.floor(size / MINUTE_MS)} min`;
  return `${amount} ${milliseconds < 0 ? "fast" : "slow"}`;
}

/** How well the times are proved: whose clock, how far off it was, and when the server had it. */
export function proofWords(proof) {
  const clock = proof.offset_ms === null ? "was never measured" : `was ${offsetWords(proof.offset_ms)}`;
  const received = proof.received_at ? `received by the server ${momentWords(proof.received_at)}` : "not yet received by the server";
  return `Times: by the interviewer’s phone, whose clock ${clock}; ${received}. `;
}

export const ordinalWords = (number) => ORDINALS[number - 1] ?? `No. ${number}`;

export function capital(text) {
  const [first = "", ...rest] = text;
  return first.toUpperCase() + rest.join("");
}

/** A heading or label with the name that the young person goes by. */
export const named = (template, view) => template.replaceAll("{called}", () => view.child.called);

/** What a stored code says; a code of a later version stays readable. */
export function choiceWords(question, code, view) {
  const text = String(code);
  return named(question.choices?.[text] ?? text.replaceAll("_", " "), view);
}

/** `Kofi didn’t want to say.`; of what the interviewer noted, that it is not known is not the young person's answer. */
export function unansweredWords(code, view, noted = false) {
  return (noted && NOTED[code]) || `${view.child.called} ${UNANSWERED[code] ?? "gave no answer."}`;
}

/** The same content without characters that a reader cannot see: they could turn a line round or hide a part of it. */
export function clean(value) {
  if (typeof value === "string") return value.replace(UNSEEN, "");
  if (Array.isArray(value)) return value.map(clean);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, clean(item)]));
}

/** The answer if it is a text. What a phone stored in another shape is kept in the record, flagged, and not printed. */
export const stringAt = (answers, questionId) => (typeof answers[questionId] === "string" ? answers[questionId] : "");

export const listAt = (answers, questionId) => (Array.isArray(answers[questionId]) ? answers[questionId] : []);

export const textOf = (runs) => runs.map((run) => (typeof run === "string" ? run : run.b || (run.cite ?? ""))).join("");

export const shifted = (text, milliseconds) => new Date(Date.parse(text) + milliseconds).toISOString();
