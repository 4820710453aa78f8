/**
 * Conditions over facts, with three answers: true, false, and null where a needed fact is not known.
 * Mirrors domain/protocol/conditions.py line by line.
 */

import { isInWindow, toInstant, toSeconds } from "./protocol-moments.js";

/** Whether the condition is met; null when that hangs on a fact that is not known yet. */
export function holds(condition, facts) {
  if ("all" in condition) return every(condition.all.map((part) => holds(part, facts)));
  if ("any" in condition) return negated(every(condition.any.map((part) => negated(holds(part, facts)))));
  if ("not" in condition) return negated(holds(condition.not, facts));
  if ("fact" in condition) {
    const value = facts[condition.fact] ?? null;
    return value === null ? null : OPERATORS[condition.op](value, condition.value);
  }
  const totals = tally(condition, facts);
  return totals === null ? null : NUMBERS[condition.op](totals, toSeconds(condition.value));
}

/** The facts to ask for: those that still keep an undecided condition undecided. */
export function needed(condition, facts) {
  if (holds(condition, facts) !== null) return [];
  if ("fact" in condition) return [condition.fact];
  const parts = condition.all ?? condition.any ?? ("not" in condition ? [condition.not] : null);
  if (parts === null) return ["episodes"];
  return [...new Set(parts.flatMap((part) => needed(part, facts)))].sort();
}

function every(truths) {
  if (truths.includes(false)) return false;
  return truths.includes(null) ? null : true;
}

function negated(truth) {
  return truth === null ? null : !truth;
}

/** A number may be known from one side only: {"at_least": 3} is three or more. */
function bounds(value) {
  if (typeof value === "object" && ("at_least" in value || "at_most" in value)) {
    const [low, high] = [value.at_least ?? null, value.at_most ?? null];
    return [low === null ? -Infinity : toSeconds(low), high === null ? Infinity : toSeconds(high)];
  }
  return [toSeconds(value), toSeconds(value)];
}

function atLeast([low, high], wanted) {
  if (low >= wanted) return true;
  return high < wanted ? false : null;
}

function over([low, high], wanted) {
  if (low > wanted) return true;
  return high <= wanted ? false : null;
}

function exactly([low, high], wanted) {
  if (low === wanted && high === wanted) return true;
  return low <= wanted && wanted <= high ? null : false;
}

const NUMBERS = {
  at_least: atLeast,
  over,
  under: (range, wanted) => negated(atLeast(range, wanted)),
  at_most: (range, wanted) => negated(over(range, wanted)),
  exactly,
};

const OPERATORS = {
  ...Object.fromEntries(
    Object.entries(NUMBERS).map(([op, compare]) => [op, (value, wanted) => compare(bounds(value), toSeconds(wanted))]),
  ),
  is: (value, wanted) => value === wanted,
  one_of: (value, wanted) => wanted.includes(value),
  includes: (value, wanted) => value.includes(wanted),
  includes_any: (value, wanted) => wanted.some((item) => value.includes(item)),
  is_empty: (value, wanted) => (value.length === 0) === wanted,
};

/** How many episodes of the window meet `where` (or how long they lasted together): what is certain, and what is possible. */
function tally(condition, facts) {
  const episodes = facts.episodes ?? null;
  if (episodes === null) return null;
  const latest = episodes.reduce((last, { start }) => (last === null || toInstant(start) > toInstant(last) ? start : last), null);
  let [low, high] = [0, 0];
  for (const episode of episodes) {
    if (latest === null || !isInWindow(episode.start, latest, condition.within)) continue;
    const truth = holds(condition.where ?? { all: [] }, episode);
    const [least, most] = "count" in condition ? [1, 1] : durationOf(episode);
    low += truth === true ? least : 0;
    high += truth !== false ? most : 0;
  }
  return [low, high];
}

function durationOf(episode) {
  const absence = episode.absence ?? null;
  return absence === null ? [0, Infinity] : bounds(absence);
}
