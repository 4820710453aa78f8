/* One plain view of a record: child, episodes, entries and what the protocol says of them. Mirrors domain/record_view.py and
   domain/record_agreements.py. `theCase` is a case of the bundle with all its entries, in order; `rules` comes from record-rules.js. */

import { knownAddresses } from "./addresses.js";
import { answersOf, twoValues } from "./record-answers.js";
import { listAt, millisecondsBetween, stringAt } from "./synopsis-words.js";
import { proofOfTime, provedAt } from "./time-proof.js";

const OTHERS = { social_worker: "the social worker", police_liaison: "the police", someone_else: "someone else" };
const ENDS = { record_finished: "held", decline: "declined" };
const AGREED = ["signed", "indicated_not_seen"];
const RISKS = ["repeat", "hurt", "exploited", "crime_drugs", "contacts", "criminal", "self_harm", "order"];
const DAY_MS = 86_400_000;

/** @param {object} theCase @param {object} rules */
export function viewOf(theCase, rules) {
  const { entries } = theCase;
  const counted = answersOf(entries);
  const waiting = Object.fromEntries(Object.entries(twoValues(entries)).map(([question, values]) => [question, values.map(({ answer }) => answer)]));
  const answers = { ...counted, "episode.circumstances": circumstancesOf(theCase), "risk.flags": flagsIn(counted, waiting) };
  const child = childOf(theCase);
  const people = { ...OTHERS, child: child.called, ...Object.fromEntries(theCase.contacts.map(({ id, name }) => [id, name])) };
  const agreements = agreementsOf(entries, theCase, child);
  const held = heldOf(entries);
  const outcome = outcomeOf(entries, held);
  return {
    reference: theCase.reference,
    label: rules.label,
    protocol: rules.protocol,
    interviewer: theCase.interviewer,
    readers: Object.fromEntries(theCase.recipients.map((reader) => [reader.kind, reader])),
    child,
    addresses: knownAddresses([theCase.child.address ?? "", theCase.child.placement_address ?? ""]),
    episodes: theCase.episodes.map((episode) => episodeOf(episode, rules, held)),
    outcome,
    held,
    declined_at: entries.findLast(({ kind }) => kind === "decline")?.happened_at ?? null,
    proof: proofOf(entries),
    answers,
    two_values: waiting,
    harm: eventsOf(entries, "harm"),
    amendments: eventsOf(entries, "amendment"),
    tries: entries.filter(({ kind }) => kind === "attempt" || kind === "offer").map((entry) => tryOf(entry, people, theCase)),
    agreements,
    held_back: outcome === "declined" ? [] : heldBackOf(entries, agreements, rules),
    release: releaseOf(entries),
    parent: rules.parent,
    people: theCase.contacts.flatMap(({ name, relation }) => [name, relation]).filter(Boolean),
    do_not_contact: theCase.contacts.filter((contact) => contact.do_not_contact).map(({ name, relation }) => ({ name, relation })),
    added_after_signing: addedAfterSigning(entries),
    left_out: asLists(answers["finish.left_out"]),
    taken_in: asLists(answers["finish.taken_in"]),
    wish: wishOf(answers, waiting),
    duties: rules.duties,
    sources: rules.sources,
    not_to: rules.not_to,
    sharing: rules.sharing ?? {},
  };
}

/** How many risks were marked, to inform and to close nothing; empty where the checklist was not opened. Of two values, that there is one. */
function flagsIn(answers, waiting) {
  const said = RISKS.map((risk) => eachValue(`risk.${risk}`, answers, waiting));
  return said.flat().some(Boolean) ? String(said.filter((values) => values.some((value) => ["yes", "suspected"].includes(value))).length) : "";
}

/** As texts: the one that counts, or each of those between which nobody has chosen. */
const eachValue = (question, answers, waiting) => (waiting[question] ?? [answers[question]]).filter((value) => typeof value === "string");

const circumstancesOf = ({ episodes }) => episodes.map(({ circumstances }) => circumstances).filter(Boolean).join("\n");

const eventsOf = (entries, wanted) =>
  entries.filter(({ kind }) => kind === wanted).map((entry) => ({ at: entry.happened_at, answers: entry.answers }));

/** How the record stands: the last end counts, but no later no undoes a visit that was held. */
function outcomeOf(entries, held) {
  const end = entries.findLast(({ kind }) => kind in ENDS);
  return end ? (held ? "held" : ENDS[end.kind]) : null;
}

/** What a reader may be told of the child. Of an address only what gives it away is kept beside it, to keep it out. */
function childOf({ child, episodes }) {
  const ages = episodes.map(({ age }) => age).filter((age) => age !== null);
  return {
    name: child.name,
    called: child.called || child.name.trim().split(/\s+/u)[0] || "The young person",
    initials: child.initials,
    born_on: child.born_on,
    age: ages.at(-1) ?? null,
  };
}

function episodeOf(episode, rules, held) {
  const { status, grade, due_cite } = rules.episodes[episode.id];
  return {
    number: episode.number,
    in_90_days: in90Days(episode),
    missing_from_at: episode.missing_from_at,
    found_at: episode.found_at,
    returned_at: episode.returned_at,
    status,
    grade,
    police_reference: episode.police_reference,
    due_at: episode.due_at,
    due_cite,
    late_ms: episode.due_at && held ? Math.max(0, millisecondsBetween(episode.due_at, held.proved_at)) : null,
  };
}

/** This episode and those that began in the 90 days before it, both ends included. */
function in90Days(episode) {
  const gaps = (episode.previous_episodes ?? []).map((earlier) => millisecondsBetween(earlier, episode.missing_from_at));
  return 1 + gaps.filter((gap) => gap >= 0 && gap <= 90 * DAY_MS).length;
}

/** The end of the first visit, and where the phone's clock stood when it said so; when it was visited again. Nothing is later than its receipt. */
function heldOf(entries) {
  const [entry, ...again] = entries.filter(({ kind }) => kind === "visit_ended");
  if (!entry) return null;
  return { at: endOf(entry), proved_at: provedAt(entry), phone_said: entry.happened_at, offset_ms: entry.offset_ms, again: again.map(endOf) };
}

const endOf = ({ happened_at: said, received_at: received }) => (received && millisecondsBetween(received, said) > 0 ? received : said);

/** How well the times are proved: whose clock, how far off it was, and when the server had it. */
function proofOf(entries) {
  const entry = entries.findLast(({ kind }) => ["visit_ended", "decline", "harm"].includes(kind));
  return entry ? { by_phone: entry.device !== null, offset_ms: entry.offset_ms, received_at: entry.received_at ?? null } : null;
}

/** An attempt or an offer; `to` is a contact's id or a word such as `child`. What the phone alone has names no author: it is its owner. */
function tryOf(entry, people, theCase) {
  const to = stringAt(entry.answers, `${entry.kind}.to`);
  return {
    at: entry.happened_at,
    kind: entry.kind,
    answers: entry.answers,
    to: Object.hasOwn(people, to) ? people[to] : to,
    by: entry.author_name || theCase.interviewer.name,
  };
}

/** Whether an answer of the young person's was added after the text was read back: the signature covers the earlier text. */
function addedAfterSigning(entries) {
  const end = entries.findLastIndex(({ kind }) => kind === "visit_ended");
  return end >= 0 && entries.slice(end).some(({ kind, form }) => kind === "interview" && form === "interview");
}

/** Whether there was a wish, and which lines the interviewer marked as its matter. What it was stays in the record. */
const wishOf = (answers, waiting) => ({
  said: eachValue("help.not_to_share", answers, waiting).some((value) => value.trim() !== ""),
  lines: listAt(answers, "help.not_to_share_lines"),
});

/** {reader: [question ids]}; whatever else stands there names no line. */
function asLists(value) {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return {};
  return Object.fromEntries(Object.entries(value).filter(([, lines]) => Array.isArray(lines)));
}

/** The newest event of each person, from a phone and from a desk side by side; events never merge, the older ones stay in the record. */
function agreementsOf(entries, theCase, child) {
  const newest = new Map();
  for (const entry of entries.filter(({ kind }) => kind === "consent" || kind === "withdrawal")) {
    const event = eventOf(entry, theCase, child);
    newest.set(`${event.who} ${event.contact} ${entry.device}`, event);
  }
  return [...newest.values()];
}

function eventOf(entry, { contacts, interviewer }, child) {
  const { answers } = entry;
  const isWithdrawal = entry.kind === "withdrawal";
  const who = stringAt(answers, isWithdrawal ? "withdrawal.who" : "consent.who") || "child";
  const contactId = who === "child" ? "" : stringAt(answers, isWithdrawal ? "withdrawal.contact" : "consent.contact");
  const contact = contacts.findLast(({ id }) => id === contactId);
  const recipients = listAt(answers, "consent.recipients");
  return {
    who,
    contact: contactId,
    name: who === "child" ? child.name : (contact?.name ?? ""),
    relation: contact?.relation ?? "",
    way: isWithdrawal ? "withdrew" : stringAt(answers, "consent.way"),
    how: stringAt(answers, "consent.how"),
    heard_by: stringAt(answers, "consent.heard_by") || entry.author_name || interviewer.name,
    on_whose_word: stringAt(answers, "consent.on_whose_word").trim(),
    wording: answers["consent.wording"] ?? null,
    recipients: recipients.length ? recipients : null,
    at: entry.happened_at,
    proof: proofOfTime(entry),
  };
}

/** Coded reasons why sharing must wait for a manager; none: it rests on agreement. Harm never asks here. */
export function heldBackBecause(agreements, parent, child) {
  const reasons = [];
  const own = agreements.filter(({ who }) => who === "child");
  const agreed = ({ way }) => AGREED.includes(way);
  if (agreements.some(({ way }) => way === "withdrew")) reasons.push("withdrew");
  else if (!own.every(agreed) || (child.required !== false && !own.length)) reasons.push("child_not_agreed");
  if (parent.required === false) return reasons;
  const parents = agreements.filter(({ who }) => who === "parent");
  if (parents.some(({ way }) => way === "refused")) reasons.push("parent_refused"); // two answers are a manager's to weigh
  else if (!parents.some(isMet)) reasons.push(parent.required ? "parent_not_agreed" : "parent_not_known");
  return reasons;
}

/** What nobody has decided on yet. */
function heldBackOf(entries, agreements, rules) {
  const released = releasedOf(entries);
  return heldBackBecause(agreements, rules.parent, rules.child).filter((reason) => !released.includes(reason));
}

/** A manager's word that what was held back is sent all the same. A no that comes after it waits for a new one. */
function releaseOf(entries) {
  let release = null;
  for (const { kind, answers } of entries) {
    if (kind === "release") release = answers["release.decided"] === "release" ? answers : null;
    else if (kind === "withdrawal" || (kind === "consent" && !AGREED.includes(answers["consent.way"]))) release = null;
  }
  return release;
}

/** The reasons that it covers. */
const releasedOf = (entries) => listAt(releaseOf(entries) ?? {}, "release.reasons");

/** Agreed; or not asked because asking could harm, on the word of somebody who decides that. */
const isMet = ({ way, on_whose_word }) => AGREED.includes(way) || (way === "not_asked_harm" && Boolean(on_whose_word));
