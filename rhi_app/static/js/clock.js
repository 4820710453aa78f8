/* The clock as a sentence. The portal says the same in domain/clock_words.py; tests/vectors/clock_words.json holds both to it. */

import { partsOf } from "./london.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const SOON = 12 * HOUR;
const WEEKDAY_REACH = 6 * DAY; // further away, "Mon" could mean two Mondays
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const NO_DUE = {
  return_not_known: ["No due time", "return not known"],
  no_rule: ["No rule decides this.", "Ask a manager"],
};

/** @param {number} ms @returns {{day: string, weekday: string, month: string, hour: string, minute: string}} */
function wordsOf(ms) {
  const { day, month, ...others } = partsOf(ms);
  return { ...others, day: String(Number(day)), month: MONTHS[Number(month) - 1] };
}

/** A time as JSON carries it, in milliseconds; null stays null. */
export const momentOf = (text) => (text ? Date.parse(text) : null);

/** `21:02`, in London. */
export function timeWords(ms) {
  const { hour, minute } = wordsOf(ms);
  return `${hour}:${minute}`;
}

/** `Mon 06:30`; more than six days away the date instead of the weekday: `28 Nov 06:30`. */
export function dayTimeWords(ms, now) {
  const { day, weekday, month } = wordsOf(ms);
  const far = Math.abs(ms - now) > WEEKDAY_REACH;
  return `${far ? `${day} ${month}` : weekday} ${timeWords(ms)}`;
}

/** `Mon 23 Nov`, in London. */
export function dateWords(ms) {
  const { day, weekday, month } = wordsOf(ms);
  return `${weekday} ${day} ${month}`;
}

/** `33 h`, `25 min`, and past two days `3 days`; always rounded down, so that nobody is promised time that is gone. */
export function spanWords(ms) {
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`;
  if (ms > 48 * HOUR) return `${Math.floor(ms / DAY)} days`;
  return `${Math.floor(ms / HOUR)} h`;
}

function said(strong, rest, tone = "ink", icon = "ring", share = 0) {
  const joiner = !rest || strong.endsWith(".") ? " " : " · ";
  return { strong, rest, tone, icon, share, joiner, sentence: `${strong}${joiner}${rest}`.trim() };
}

const shareOf = (left, whole) => (whole <= 0 ? 0 : Math.max(0, Math.min(100, Math.floor((left * 100) / whole))));

function leftWords(dueAt, now, startedAt) {
  const left = dueAt - now;
  const tone = left >= SOON ? "ink" : "wait";
  const share = startedAt === null ? 0 : shareOf(left, dueAt - startedAt);
  if (left >= HOUR) return said(`${Math.floor(left / HOUR)} h left`, `due ${dayTimeWords(dueAt, now)}`, tone, "ring", share);
  const minutes = Math.floor(left / MINUTE);
  return said(minutes ? `${minutes} min left` : "Less than 1 min left", `due ${timeWords(dueAt)}`, tone, "ring", share);
}

function pastWords(dueAt, now, inList) {
  const past = now - dueAt;
  const strong = past >= MINUTE ? `${spanWords(past)} past due` : "Just past due";
  return said(strong, `${inList ? "due" : "was due"} ${dayTimeWords(dueAt, now)}`, "late", "warning");
}

function heldWords(heldAt, dueAt, now, lateReason) {
  if (dueAt === null) return said("Held", dayTimeWords(heldAt, now), "ok", "check");
  if (heldAt <= dueAt) return said("Held in time", dayTimeWords(heldAt, now), "ok", "check");
  const late = spanWords(heldAt - dueAt);
  return said("Held late", lateReason ? `${late}, ${lateReason}` : late, "ink", "dash");
}

/**
 * The one sentence for this record now. Times in milliseconds; `whyNot` says why there is no due time.
 * @returns {{strong: string, rest: string, tone: string, icon: string, share: number, joiner: string, sentence: string}}
 */
export function clockWords({ now, dueAt = null, startedAt = null, heldAt = null, declined = false,
                             lateReason = "", whyNot = "return_not_known", inList = false }) {
  if (declined) return said("Declined, recorded", "", "ink", "check");
  if (heldAt !== null) return heldWords(heldAt, dueAt, now, lateReason);
  if (dueAt === null) return said(...NO_DUE[whyNot], "ink", "question");
  return now > dueAt ? pastWords(dueAt, now, inList) : leftWords(dueAt, now, startedAt);
}

/** While the child is there: when it is due, and no count. */
export const quietWords = (dueAt, now) => (dueAt === null ? "" : `due ${dayTimeWords(dueAt, now)}`);
