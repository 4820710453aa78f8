/**
 * From an episode to the facts that the protocol engine reads, on the phone. Mirrors domain/facts.py;
 * tests/vectors/facts.json holds both to the same answers. The registry itself travels in the bundle.
 */

import { UNITS, dayOf, toInstant } from "./protocol-moments.js";

const YEAR = 365 * UNITS.days;
const WITH_SOCIAL_WORKER = ["child_in_need", "child_protection"];
const WITHOUT_SOCIAL_WORKER = ["early_help"];
const MEETINGS = ["strategy_meeting", "strategy_meeting_and_plan", "high_risk_strategy_meeting", "s47_strategy_discussion"]; // that a duty asks for
const AT_RETURN = [
  "legal_status", "looked_after", "care_leaver", "services", "has_social_worker", "placement_in_area", "placement_type", "school_stage",
];

/** What is known at the time the child was reported missing (never reported: at missing from). What is not known is absent, never false. */
export function factsOfEpisode(episode, now = null) {
  return known({
    age: ageOf(episode, startOf(episode)),
    turned_18: turned18(episode, now),
    ...pick(episode, ["category", "grade", "missing_from", "school_stage", "host_authority"]),
    reported_to_police: episode.reported_at ? true : episode.reported_to_police,
    ...factsOfStatus(episode),
    ...factsOfReturn(episode, now),
    episodes: episodesOf(episode, now),
    high_risk: missing(episode.grade) ? null : episode.grade === "high",
  }, episode.facts, { strategy_meeting_held: metAt(episode) && true });
}

/** When the first meeting was held that a duty asks for: a tick tells; that there is none says nothing. */
export const metAt = ({ duties_done: done = [] }) => done.filter(({ what }) => MEETINGS.includes(what)).map(({ at }) => at).sort()[0] ?? null;

/** The same at the moment of return, with what changed in `at_return`: shown beside the decision, never instead of it. */
export function factsAtReturn(episode) {
  const later = factsOfEpisode({ ...episode, ...episode.at_return, reported_at: null, reported_to_police: null });
  const age = ageOf(episode, episode.returned_at ?? null);
  return { ...factsOfEpisode(episode), ...known(pick(later, AT_RETURN)), ...known({ age }) };
}

const missing = (value) => value === null || value === undefined;
const pick = (from, names) => Object.fromEntries(names.map((name) => [name, from[name] ?? null]));
const known = (...sources) =>
  Object.fromEntries(sources.flatMap((facts) => Object.entries(facts ?? {})).filter(([, value]) => !missing(value)));
const startOf = (episode) => episode.reported_at || (episode.missing_from_at ?? null);

/** Whole years on that day in London; a 29 February birthday is reached on 1 March. */
function ageOf(episode, moment) {
  if (missing(episode.born_on) || missing(moment)) return episode.age ?? null;
  const [born, day] = [episode.born_on, dayOf(moment)];
  return Number(day.slice(0, 4)) - Number(born.slice(0, 4)) - (day.slice(5) < born.slice(5) ? 1 : 0);
}

function turned18(episode, now) {
  const before = ageOf(episode, startOf(episode));
  if (before === null || before >= 18) return before === null ? null : false;
  if (!missing(episode.born_on)) {
    const last = episode.returned_at || episode.found_at || now;
    return !missing(last) && (ageOf(episode, last) ?? 0) >= 18;
  }
  const [seconds] = absenceOf(episode, now);
  return before <= 16 && (seconds ?? 0) < YEAR ? false : null;
}

function factsOfStatus(episode) {
  const [status, services, placement] = [episode.legal_status ?? null, episode.services ?? null, episode.placement ?? {}];
  const lookedAfter = status === null ? null : ["looked_after", "remand"].includes(status); // a remanded child is looked after by law
  const inArea = placement.in_area ?? null;
  return {
    legal_status: status,
    looked_after: lookedAfter,
    care_leaver: status === null ? null : status === "care_leaver",
    services,
    has_social_worker: hasSocialWorker(status, lookedAfter, services),
    placement_in_area: inArea === null && episode.host_authority ? false : inArea,
    placement_type: placement.type ?? null,
  };
}

function hasSocialWorker(status, lookedAfter, services) {
  if (lookedAfter || (services ?? []).some((service) => WITH_SOCIAL_WORKER.includes(service))) return true;
  if (status === "none" && services !== null && services.every((service) => WITHOUT_SOCIAL_WORKER.includes(service))) return false;
  return null;
}

function factsOfReturn(episode, now) {
  const back = cameBack(episode);
  const found = Boolean(episode.found_at) || back === true;
  const still = found ? false : back === false ? true : null;
  const [seconds, isOver] = absenceOf(episode, now);
  return {
    found: found ? true : still ? false : null,
    returned: back,
    still_missing: still,
    absence: isOver || seconds === null ? seconds : { at_least: seconds },
  };
}

/** Somebody says so, or when; null where nobody has said. Who is found is not back yet. */
const cameBack = (episode) => (episode.returned_at ? true : (episode.came_back ?? null));
const isStillMissing = (episode) => cameBack(episode) === false && !episode.found_at;

/** Elapsed seconds to found or returned, whichever came first; while the child is missing, so far. */
function absenceOf(episode, now) {
  let ends = ["found_at", "returned_at"].filter((name) => episode[name]).map((name) => toInstant(episode[name]));
  const isOver = ends.length > 0;
  if (!isOver && isStillMissing(episode) && !missing(now)) ends = [toInstant(now)];
  if (!ends.length || missing(episode.missing_from_at)) return [null, false];
  return [Math.max(0, Math.trunc((Math.min(...ends) - toInstant(episode.missing_from_at)) / 1000)), isOver];
}

/** `earlier_episodes` where more than their times is known. A bare time stands for an episode recorded as missing. */
function episodesOf(episode, now) {
  const earlier = episode.earlier_episodes ?? episode.previous_episodes ?? null;
  if (earlier === null || missing(episode.missing_from_at)) return null;
  const listed = earlier.map((one) => (typeof one === "string" ? { missing_from_at: one, category: "missing" } : one));
  return [...listed, episode].map((one) => asCounted(one, now));
}

function asCounted(episode, now) {
  return known({
    start: episode.missing_from_at,
    ...pick(episode, ["category", "grade", "missing_from", "interview_held", "declined"]),
    reported_to_police: episode.reported_at ? true : (episode.reported_to_police ?? null),
    absence: "absence" in episode ? episode.absence : factsOfReturn(episode, now).absence,
  });
}
