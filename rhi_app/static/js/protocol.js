/**
 * What a protocol answers for one episode, on the phone, with no network. Mirrors domain/protocol/engine.py line by line;
 * tests/vectors/protocol.json holds both to the same answers.
 */

import { checkFacts } from "./facts-check.js";
import { Problem } from "./problems.js";
import { holds, needed } from "./protocol-conditions.js";
import { dayOf } from "./protocol-moments.js";

// How the rules of one question (and, inside it, of one topic) are read:
//   one     exactly one rule decides; the authority's own rules close the topic
//   many    every rule that is met counts; the authority's own rules close the topic
//   gather  every rule that is met counts, and those of the layers below as well
export const QUESTIONS = {
  offer: "one",
  additional_offers: "many",
  interviewer: "one",
  deadlines: "one",
  consent: "one",
  method: "one",
  decline: "many",
  recipients: "one",
  closing: "many",
  duties: "gather",
  satisfied_by: "many",
};
// The topic that a question is about where it has several; the others stand beside it.
const MAIN = { interviewer: "assigned", deadlines: "held", method: "means" };
const ANY = ["yes", "not_known", "no_rule", "no"];
const ALL = ["not_known", "no_rule", "yes", "no"]; // agreement is complete only when each person's part is clear
const NO_RULE = { one: "no_rule", many: "no", gather: "no" };
const NOT_ASKED = "not_asked_here";

/**
 * Every question answered for these facts, by the versions in force on that day, or by the versions pinned to the episode.
 * @param {{versions: Object, facts: Object, holidays: Object}} protocols as the bundle carries them
 * @param {string} authority
 * @param {Object} facts
 * @param {string} on a day or a moment
 * @param {string|null} [version] as a decision says it: "essex 1, england 1"
 */
export function decide(protocols, authority, facts, on, version = null) {
  const day = dayOf(on);
  const layers = layersInForce(protocols, authority, day, version);
  checkFacts(facts, protocols.facts, layers);
  const ruled = layers.map((layer) => [layer, rulesInForce(layer, day)]);
  return {
    authority,
    version: layers.map((layer) => `${layer.authority} ${layer.version}`).join(", "),
    on: day,
    holidays: layers.find((layer) => "holidays" in layer)?.holidays ?? null,
    questions: Object.fromEntries(Object.keys(QUESTIONS).map((question) => [question, answerQuestion(question, ruled, facts)])),
  };
}

/** The authority's protocol and those that it extends, its own first. */
export function layersInForce(protocols, authority, day, version = null) {
  const pinned = version ? Object.fromEntries(version.split(", ").map((part) => part.split(" "))) : null;
  const layers = [];
  let next = authority;
  while (next !== null) {
    const key = next;
    if (layers.some((layer) => layer.authority === key)) throw new Problem("protocol-broken", `${key} extends itself`);
    layers.push(findVersion(protocols, key, day, pinned));
    next = layers.at(-1).extends;
  }
  return layers;
}

function findVersion(protocols, authority, day, pinned) {
  const versions = protocols.versions[authority] ?? [];
  const found = versions.find((protocol) => (pinned ? protocol.version === pinned[authority] : isInForce(protocol, day)));
  if (!found && pinned) {
    throw new Problem("protocol-not-in-force", `The version of the protocol ${authority} that this was decided under is not here.`);
  }
  if (!found) throw new Problem("protocol-not-in-force", `No version of the protocol ${authority} is in force on ${day}.`);
  return found;
}

/** `from` and `until` are the first and the last day; null is open. */
export function isInForce(period, day) {
  const [first, last] = [period.from ?? null, period.until ?? null];
  return (first === null || first <= day) && (last === null || day <= last);
}

function rulesInForce(layer, day) {
  const found = {};
  for (const rule of layer.rules) {
    if (isInForce(rule, day)) ((found[rule.question] ??= {})[rule.topic] ??= []).push(rule);
  }
  return found;
}

/** The topics of a question are decided one by one: own rules on one of them leave the others inherited. */
function answerQuestion(question, ruled, facts) {
  const topics = [...new Set(ruled.flatMap(([, rules]) => Object.keys(rules[question] ?? {})))];
  const answered = Object.fromEntries(topics.map((topic) => [topic, answerTopic(question, topic, ruled, facts)]));
  const whole = together(Object.values(answered), question === "consent" ? ALL : ANY);
  const main = answered[MAIN[question]];
  return { ...whole, ...(main ? { verdict: main.verdict, provenance: main.provenance } : {}), topics: answered };
}

/** The nearest layer that has any rule on the topic decides it; what lies below is shown beside it, or added. */
function answerTopic(question, topic, ruled, facts) {
  const spoken = ruled
    .filter(([, rules]) => topic in (rules[question] ?? {}))
    .map(([layer, rules]) => answerLayer(question, rules[question][topic], layer, facts, layer === ruled[0][0]));
  if (QUESTIONS[question] === "gather") return { ...together(spoken, ANY), also: [] };
  const own = { ...spoken[0], also: spoken.slice(1) };
  if (question === "offer" && ["no", "no_rule"].includes(own.verdict) && own.also.some((below) => below.verdict === "yes")) {
    own.narrower = true; // narrower than the guidance it extends: both are shown, a person decides and records it
  }
  return own;
}

function answerLayer(question, rules, layer, facts, isOwn) {
  const truths = rules.map((rule) => [rule, holds(rule.when, facts)]);
  const met = truths.filter(([, truth]) => truth === true).map(([rule]) => rule);
  let undecided = truths.filter(([, truth]) => truth === null).map(([rule]) => rule);
  if (QUESTIONS[question] === "one" && met.length > 1) {
    throw new Problem("rules-collide", `${layer.authority}, rule ${met[0].id}: ${met[1].id} decides as well`);
  }
  if (QUESTIONS[question] === "one" && met.length) undecided = []; // one rule decides; the others can no longer
  const possible = undecided.map((rule) => ({ ...toAnswer(rule, layer, isOwn), missing: needed(rule.when, facts) }));
  return {
    authority: layer.authority,
    verdict: verdictOf(question, met, undecided),
    provenance: isOwn ? "own" : "inherited",
    missing: sorted(possible.flatMap((answer) => answer.missing)),
    answers: met.map((rule) => toAnswer(rule, layer, isOwn)),
    possible,
  };
}

function verdictOf(question, met, undecided) {
  if (met.length) return QUESTIONS[question] === "one" ? met[0].verdict : "yes";
  return undecided.length ? "not_known" : NO_RULE[QUESTIONS[question]];
}

function toAnswer(rule, layer, isOwn) {
  const citations = rule.cites.map((citation) => cited(citation, layer));
  return {
    rule: rule.id,
    authority: layer.authority,
    provenance: isOwn ? "own" : "inherited",
    topic: rule.topic,
    verdict: rule.verdict,
    action: rule.action,
    value: rule.value,
    say: rule.say,
    citation: citations[0],
    citations,
    notes: rule.notes,
  };
}

function cited(citation, layer) {
  const document = layer.documents[citation.document];
  return {
    source: layer.authority,
    document: document.title,
    dated: document.dated,
    paragraph: citation.paragraph,
    short: `${layer.authority} ${citation.paragraph}`,
    quote: citation.quote,
  };
}

/** Several topics, or several layers, as one: the first verdict of `order` that any of them has. */
function together(results, order) {
  const [verdicts, provenances] = [results.map((result) => result.verdict), results.map((result) => result.provenance)];
  return {
    verdict: order.find((verdict) => verdicts.includes(verdict)) ?? NOT_ASKED,
    provenance: ["own", "inherited"].find((provenance) => provenances.includes(provenance)) ?? "silent",
    missing: sorted(results.flatMap((result) => result.missing)),
    answers: results.flatMap((result) => result.answers),
    possible: results.flatMap((result) => result.possible),
  };
}

const sorted = (names) => [...new Set(names)].sort();
