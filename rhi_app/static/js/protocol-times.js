/** When what a decision asks for falls due. Mirrors domain/protocol/times.py. */

import { Problem } from "./problems.js";
import { UNITS, afterWorkingDays, toInstant, toSeconds, toText } from "./protocol-moments.js";

export const EVENTS = [
  "missing", "reported", "found", "returned", "referred", "allocated", "offered", "contacted", "declined", "held", "completed",
  "disclosed", "met",
];

/**
 * Every deadline and duty that has a time, with what it hangs on where that is not known yet. Events stay apart: found is never returned.
 * @param {Object} decision
 * @param {Object<string, string|null>} times event to moment
 * @param {Object|null} [holidays] needed where a rule counts working days
 */
export function dueTimes(decision, times, holidays = null) {
  const unknown = Object.keys(times).filter((event) => !EVENTS.includes(event)).sort();
  if (unknown.length) throw new Problem("protocol-broken", `times: ${unknown[0]} is not an event`);
  const due = [];
  for (const [question, answered] of Object.entries(decision.questions)) {
    for (const answer of answered.answers) due.push(...dueOf(question, answer, decision, times, holidays, true));
    for (const answer of answered.possible) {
      if (answer.missing.includes("absence")) due.push(...dueOf(question, answer, decision, times, holidays, false)); // if still away by then
    }
  }
  return due;
}

function dueOf(question, answer, decision, times, holidays, sure) {
  const value = answer.value;
  if (!("from" in value)) return [];
  const started = times[value.from] ?? null;
  const moments = started === null ? [] : momentsOf(value, started, holidays, decision.holidays);
  return [{
    question,
    what: value.what ?? answer.topic,
    rule: answer.rule,
    say: answer.say,
    from: value.from,
    at: moments.length ? toText(Math.min(...moments)) : null,
    also_at: new Set(moments).size > 1 ? toText(Math.max(...moments)) : null,
    missing: started === null ? value.from : null,
    every: value.every ?? null,
    until: value.until ?? null,
    sure,
    provenance: answer.provenance,
    citation: answer.citation,
  }];
}

/** Where a source says "one working day, i.e. 24 hours" the two differ over a weekend: the earlier is due, the other is shown. */
function momentsOf(value, started, holidays, division) {
  const elapsed = Object.fromEntries(Object.keys(UNITS).filter((unit) => unit in value).map((unit) => [unit, value[unit]]));
  const moments = [];
  if (Object.keys(elapsed).length || !("working_days" in value)) { // no length at all: at once
    moments.push(toInstant(started) + toSeconds(elapsed) * 1000);
  }
  if ("working_days" in value) {
    if (holidays === null || division === null) {
      throw new Problem("protocol-broken", "holidays: working days are asked for and no bank holidays are given");
    }
    moments.push(afterWorkingDays(started, value.working_days, holidays, division));
  }
  return moments;
}

/** The next occurrence of a repeating duty, until the event that ends it; a duty that does not repeat falls due once. */
export function nextAt(due, now, times) {
  if (due.at === null || due.every === null) return due.at;
  if ((times[due.until] ?? null) !== null) return null;
  const step = toSeconds(due.every) * 1000;
  let moment = toInstant(due.at);
  while (moment < toInstant(now)) moment += step;
  return toText(moment);
}
