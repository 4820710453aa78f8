/* What the protocol says of a record, in the words that a synopsis needs. Mirrors domain/record_rules.py.
   Each episode is decided under the version that it was taken in under, from what is in the case: on the phone and on the server alike. */

import { factsOfEpisode, metAt } from "./facts.js";
import { contentOf } from "./protocol-content.js";
import { dueTimes, nextAt } from "./protocol-times.js";
import { decide } from "./protocol.js";
import { recipientsOf } from "./recipients.js";
import { standingAnswers } from "./record-answers.js";
import { capital, listAt } from "./synopsis-words.js";
import { provedAt } from "./time-proof.js";

const ROLES = { social_worker: "social_worker", police: "police_liaison", police_liaison: "police_liaison", coordinator: "coordinator" };
const DECLINERS = ["carer", "child", "parent"];
const ABUSE = ["physical", "sexual"];
// A person decides these; a duty that hangs on nothing else is told with an "if so" once harm was disclosed.
const JUDGED = [
  "significant_harm_risk", "clear_risk_of_harm", "likely_to_go_again", "risk_in_community", "child_protection_concern", "trafficking_suspected",
];
const EVENT_OF_KIND = {
  offer: "offered", attempt: "contacted", decline: "declined", harm: "disclosed", visit_ended: "held", record_finished: "completed",
};
const NO_TIME = "no time named";
const NO_EPISODE = { // begun at a door: no episode yet, so no rule
  label: "return interview",
  protocol: null,
  parent: { required: null, cite: "" },
  child: { required: null, cite: "" },
  sources: {},
  not_to: [],
  duties: [],
  episodes: {},
};

/** The newest episode leads; duties of all of them are gathered. @param {object} theCase @param {{versions, facts, holidays}} protocols */
export function rulesOf(theCase, protocols) {
  if (!theCase.episodes.length) return NO_EPISODE;
  const decided = theCase.episodes.map((episode) => decidedOf(episode, theCase, protocols));
  const { content, decision, episode } = decided.at(-1);
  const recipients = recipientsOf(decision, content, episode.decided);
  const isRead = ({ readers }) => readers.some((one) => one in recipients.sharing || Object.values(ROLES).includes(one));
  const harm = theCase.entries.some(({ kind }) => kind === "harm");
  return {
    label: content.words.interview.one,
    protocol: { name: content.name, version: content.version, on: decision.on },
    parent: agreementOf(decision, "parent"),
    child: agreementOf(decision, "child"),
    ...recipients,
    duties: gathered(decided.flatMap((one) => dutiesOf(one, harm)).filter(isRead)),
    episodes: Object.fromEntries(decided.map((one) => [one.episode.id, wordsOfEpisode(one)])),
  };
}

function decidedOf(episode, theCase, protocols) {
  const [on, version] = [episode.missing_from_at, episode.protocol_version || null];
  const facts = { ...factsOfEpisode({ ...episode, born_on: theCase.child.born_on }), ...factsOfEntries(theCase.entries) };
  const decision = decide(protocols, episode.authority, facts, on, version);
  const times = timesOf(episode, theCase.entries);
  return {
    episode,
    decision,
    times,
    due: dueTimes(decision, times, protocols.holidays),
    content: contentOf(protocols, episode.authority, on, version),
  };
}

/** What has happened since the notice. What did not is absent, never false: it may still come. */
function factsOfEntries(entries) {
  const kinds = new Set(entries.map(({ kind }) => kind));
  const harms = entries.filter(({ kind }) => kind === "harm").flatMap(({ answers }) => listAt(answers, "harm.kind"));
  const known = {
    held: kinds.has("visit_ended"),
    declined: isDeclined(entries),
    harm_disclosed: kinds.has("harm"),
    abuse_alleged: harms.some((kind) => ABUSE.includes(kind)),
    crime_suspected: harms.includes("crime"),
    trafficking_suspected: harms.includes("trafficking"),
    likely_to_go_again: standingAnswers(entries, "analysis.likelihood").includes("high"),
  };
  const who = entries.filter(({ kind }) => kind === "decline").map(({ answers }) => answers["decline.who"]);
  return {
    ...Object.fromEntries(Object.entries(known).filter(([, isSo]) => isSo)),
    offers_made: entries.filter(({ kind }) => kind === "offer").length,
    ...(known.declined ? { declined_by: DECLINERS.filter((one) => who.includes(one)) } : {}),
  };
}

/** A declined offer stays open: it may have been taken up since. */
const isDeclined = (entries) => entries.findLast(({ kind }) => ["decline", "taken_up", "visit_ended"].includes(kind))?.kind === "decline";

/** When the events were that a deadline can run from; of several of a kind, the first. */
function timesOf(episode, entries) {
  const times = {
    missing: episode.missing_from_at,
    reported: episode.reported_at,
    found: episode.found_at,
    returned: episode.returned_at,
    referred: episode.referred_at,
    met: metAt(episode),
  };
  for (const entry of entries) {
    const event = EVENT_OF_KIND[entry.kind];
    if (event && !(event in times)) times[event] = provedAt(entry);
  }
  return times;
}

/** Whether this person must agree: true, false, or null where that is not known, or a manager must say. */
function agreementOf(decision, who) {
  const answered = decision.questions.consent.topics[who];
  if (answered === undefined) return { required: false, cite: "" }; // nobody asks for it
  const [answer] = answered.answers;
  return answer ? { required: answer.value.required === true, cite: answer.citation.short } : { required: null, cite: "" };
}

/** The duties of those who read a synopsis, and what closing asks of them. */
function dutiesOf({ episode, decision, times, due }, harm) {
  const placeOf = ({ citation, rule }) => `${citation.short} ${rule}`; // two authorities may give a rule the same id
  const dueAt = Object.fromEntries(due.filter(({ sure }) => sure).map((one) => [placeOf(one), one]));
  return ["duties", "closing"].flatMap((question) => {
    const answered = decision.questions[question];
    const open = harm ? answered.possible.filter(({ missing }) => missing.every((name) => JUDGED.includes(name))) : [];
    const sure = answered.answers.map((answer) => dutyOf(answer, ...standingOf(answer, dueAt[placeOf(answer)], episode, times)));
    return [...sure, ...open.map((answer) => dutyOf(answer, "if so"))];
  });
}

/** By when it is asked for, and when it was done: of what repeats, the next time that nobody has ticked. */
function standingOf(answer, due, { duties_done: done = [] }, times) {
  const ticks = done.filter(({ authority, rule }) => authority === answer.authority && rule === answer.rule);
  const by = due ? openAt(due, ticks, times) : null;
  return [by ?? NO_TIME, by === null ? latest(ticks.map(({ at }) => at)) : ""];
}

/** The first occurrence that nobody has ticked; what was done late answers for those before it as well. Mirrors domain/duties.py. */
function openAt(due, ticks, times) {
  const answered = latest(ticks.flatMap(({ due_at: at = "", at: done }) => [at, done]));
  if (due.every === null) return answered ? null : due.at;
  return nextAt(due, answered ? new Date(Date.parse(answered) + 1).toISOString() : due.at, times);
}

const latest = (moments) => moments.sort().at(-1) ?? "";

function dutyOf(answer, by, done = "") {
  const readers = [answer.value.who ?? []].flat().map((role) => ROLES[role] ?? role);
  return { what: answer.say, by, cite: answer.citation.short, readers: [...new Set(readers)], done };
}

/** Each once: two episodes of one record often ask for the same. */
function gathered(duties) {
  const found = new Map();
  for (const duty of duties) found.set(JSON.stringify([duty.what, duty.by, duty.done]), duty);
  return [...found.values()];
}

function wordsOfEpisode({ episode, due, content: { words } }) {
  const held = due.find(({ question, what }) => question === "deadlines" && what === "held");
  return {
    status: statusWords(episode, words),
    grade: episode.grade ? labelOf(words, "grades", episode.grade).toLowerCase() : "",
    due_cite: held ? held.citation.short : "",
  };
}

/** `At home, child in need plan`; what is not known yet is not said. */
function statusWords(episode, words) {
  if (episode.legal_status === null) return "";
  const services = (episode.services ?? []).map((code) => labelOf(words, "services", code));
  const small = services.map(([first, ...rest]) => first.toLowerCase() + rest.join(""));
  return [labelOf(words, "legal_statuses", episode.legal_status), ...small].join(", ");
}

/** The protocol's own label; a code without one is still readable. */
const labelOf = (words, name, code) => words[name]?.[code]?.label ?? capital(code.replaceAll("_", " ").toLowerCase());
