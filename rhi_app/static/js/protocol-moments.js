/**
 * Times as the protocols speak of them: elapsed hours in UTC, London's calendar for days that are worked on, rolling windows.
 * Mirrors domain/protocol/moments.py. An instant is milliseconds; a wall reading is the milliseconds that UTC would show for it.
 */

import { partsOf } from "./london.js";
import { Problem } from "./problems.js";

export const UNITS = { minutes: 60, hours: 3600, days: 86400, weeks: 604800 }; // a day of absence is 24 elapsed hours
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** A text without a zone is refused: it could be any of two hours. */
export function toInstant(text) {
  const instant = /(Z|[+-]\d\d:?\d\d)$/.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(instant)) throw new Problem("fact-problem", `${text} is not a time with its zone`);
  return instant;
}

/** UTC with milliseconds, the one form of a time in JSON. */
export const toText = (instant) => new Date(instant).toISOString();

/** A duration such as {"hours": 72} as elapsed seconds; a bare number stays what it is. */
export function toSeconds(value) {
  if (value === null || typeof value !== "object") return value;
  return Object.entries(value).reduce((sum, [unit, number]) => sum + UNITS[unit] * number, 0);
}

/** What a clock in London shows at that moment. */
export function wall(instant) {
  const { year, month, day, hour, minute, second } = partsOf(instant);
  return Date.UTC(year, month - 1, day, hour, minute, second) + (instant % 1000);
}

/** The moment at which London's clock shows this; the first of two in October, and in March as if the clock had not moved yet. */
export function fromWall(reading) {
  return wall(reading - HOUR) === reading ? reading - HOUR : reading;
}

const dateText = (reading) => new Date(reading).toISOString().slice(0, 10);

/** The calendar day in London, as text. */
export const dayOf = (on) => (on.length > 10 ? dateText(wall(toInstant(on))) : on);

/** The same reading of the clock `months` earlier; the last day of the month where that day does not exist. */
export function monthsBefore(reading, months) {
  const moment = new Date(reading);
  const total = moment.getUTCFullYear() * 12 + moment.getUTCMonth() - months;
  const [year, month] = [Math.floor(total / 12), ((total % 12) + 12) % 12];
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return Date.UTC(year, month, Math.min(moment.getUTCDate(), last)) + (((reading % DAY) + DAY) % DAY);
}

/** Counted back from the start of the latest episode, both ends included. */
export function isInWindow(start, latest, within) {
  if (!within) return true;
  const [first, last] = [toInstant(start), toInstant(latest)];
  if ("months" in within) return wall(first) >= monthsBefore(wall(last), within.months);
  if ("calendar_months" in within) {
    const reading = new Date(wall(last));
    const month = Date.UTC(reading.getUTCFullYear(), reading.getUTCMonth(), 1);
    return wall(first) >= monthsBefore(month, within.calendar_months - 1);
  }
  return last - first <= toSeconds(within) * 1000;
}

function isWorkedOn(reading, closed, horizon) {
  const day = dateText(reading);
  if (day < horizon[0] || day > horizon[1]) {
    // Past its horizon the data would call a holiday a working day, and a duty would be called late.
    throw new Problem("holidays-unknown", `The bank holidays around ${day} are not known yet, so working days cannot be counted.`);
  }
  return ![0, 6].includes(new Date(reading).getUTCDay()) && !closed.has(day);
}

function nextWorkedOn(reading, closed, horizon) {
  let next = reading + DAY;
  while (!isWorkedOn(next, closed, horizon)) next += DAY;
  return next;
}

/** Weekends and bank holidays stop the clock: Friday 15:00 and one working day is Monday 15:00, Saturday and one is the end of Monday. */
export function afterWorkingDays(text, number, holidays, division) {
  const [closed, horizon] = [new Set(holidays.divisions[division]), [holidays.from, holidays.until]];
  let reading = wall(toInstant(text));
  if (!isWorkedOn(reading, closed, horizon)) {
    reading = nextWorkedOn(reading, closed, horizon);
    reading -= ((reading % DAY) + DAY) % DAY;
  }
  for (let step = 0; step < number; step += 1) reading = nextWorkedOn(reading, closed, horizon);
  return fromWall(reading);
}
