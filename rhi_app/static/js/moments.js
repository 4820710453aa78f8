/* A day, and a day with a time, typed by hand in Europe/London; the same reading as rhi_app/forms/moments.py. */

import { partsOf } from "./london.js";

export const ENTER_A_DAY = "Enter a day, like 20 11 2026.";
export const ENTER_A_TIME = "Enter a time, like 06:30.";
export const NO_SUCH_HOUR = "The clocks went forward in that hour. Check the time.";
const MINUTE = 60_000;

/** @typedef {{day: string, month: string, year: string, time?: string}} Typed */

/**
 * @param {Typed} typed
 * @returns {{answer: string} | {sentence: string, part: string}} the day as `2026-11-20`, or what is wrong and where
 */
export function readDay(typed) {
  const numbers = {};
  for (const part of ["day", "month", "year"]) {
    if (!/^[0-9]{1,4}$/.test(typed[part])) return { sentence: ENTER_A_DAY, part };
    numbers[part] = Number(typed[part]);
  }
  const year = numbers.year < 100 ? numbers.year + 2000 : numbers.year;
  const date = new Date(0);
  date.setUTCFullYear(year, numbers.month - 1, numbers.day);
  const isThere = year > 0 && date.getUTCMonth() === numbers.month - 1 && date.getUTCDate() === numbers.day;
  return isThere ? { answer: date.toISOString().slice(0, 10) } : { sentence: ENTER_A_DAY, part: "day" };
}

/** @param {Typed} typed @returns {{answer: string} | {sentence: string, part: string}} the moment as JSON carries it */
export function readMoment(typed) {
  const day = readDay(typed);
  if (!day.answer) return day;
  const found = /^([0-9]{1,2})[:. ]?([0-9]{2})$/.exec(typed.time);
  if (!found || Number(found[1]) > 23 || Number(found[2]) > 59) return { sentence: ENTER_A_TIME, part: "time" };
  const asIfUtc = Date.parse(`${day.answer}T${found[1].padStart(2, "0")}:${found[2]}:00Z`);
  // Summer time first: in the hour that comes twice in October the first is meant, which gives the earlier deadline.
  const meant = [60, 0].map((minutes) => asIfUtc - minutes * MINUTE).find((moment) => wallTimeOf(moment) === asIfUtc);
  return meant === undefined ? { sentence: NO_SUCH_HOUR, part: "time" } : { answer: new Date(meant).toISOString() };
}

/** What someone would type for this moment. @param {number} moment @returns {Required<Typed>} */
export function typedFor(moment) {
  const { day, month, year, hour, minute } = partsOf(moment);
  return { day: String(Number(day)), month: String(Number(month)), year, time: `${hour}:${minute}` };
}

/** @param {string} day `2026-11-20` @returns {Typed} */
export function typedForDay(day) {
  const [year, month, date] = day.split("-");
  return { day: String(Number(date)), month: String(Number(month)), year };
}

function wallTimeOf(moment) {
  const { day, month, year, hour, minute } = partsOf(moment);
  return Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute));
}
