/** Refuses a fact that the registry does not know and a value of the wrong type: a silent slip would turn a duty off. Mirrors domain/facts.py. */

import { Problem } from "./problems.js";
import { UNITS, toInstant } from "./protocol-moments.js";

export function checkFacts(facts, registry, layers) {
  for (const [name, value] of Object.entries(facts)) {
    if (!Object.hasOwn(registry, name)) throw new Problem("fact-problem", `There is no fact called ${name}.`);
    if (value !== null && !isOfType(value, registry[name], layers)) {
      const shown = JSON.stringify(value).slice(0, 80);
      throw new Problem("fact-problem", `${name} must be ${describe(registry[name])}; ${shown} is not.`);
    }
  }
}

const isOfType = (value, fact, layers) => TYPES[fact.type](value, fact, layers);
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const isNumber = (value) => Number.isInteger(value) && value >= 0 && value <= 1e12;

function isLength(value) {
  if (isNumber(value)) return true;
  return isObject(value) && Object.keys(value).length > 0 && Object.keys(value).every((unit) => unit in UNITS && isNumber(value[unit]));
}

function isBounded(value, isOne) {
  if (isObject(value) && Object.keys(value).length && Object.keys(value).every((key) => ["at_least", "at_most"].includes(key))) {
    return Object.values(value).every((part) => isOne(part));
  }
  return isOne(value);
}

function isChoice(value, fact, layers) {
  const own = layers.map((layer) => layer.words[fact.words ?? ""] ?? {});
  return typeof value === "string" && (fact.choices.includes(value) || own.some((codes) => Object.hasOwn(codes, value)));
}

function isEpisode(value, fact, layers) {
  if (!isObject(value) || !("start" in value)) return false;
  return Object.keys(value).every((name) => Object.hasOwn(fact.fields, name) && isOfType(value[name], fact.fields[name], layers));
}

function isStart(value) {
  try {
    return typeof value === "string" && Boolean(toInstant(value));
  } catch {
    return false; // not a time: that is the answer
  }
}

const TYPES = {
  number: (value) => isBounded(value, isNumber),
  duration: (value) => isBounded(value, isLength),
  boolean: (value) => typeof value === "boolean",
  choice: isChoice,
  set: (value, fact, layers) => Array.isArray(value) && value.every((item) => isChoice(item, fact, layers)),
  instant: (value) => isStart(value),
  code: (value) => typeof value === "string" && value.length > 0 && value.length <= 60,
  episodes: (value, fact, layers) => Array.isArray(value) && value.every((item) => isEpisode(item, fact, layers)),
};

const KINDS = {
  number: "a whole number",
  duration: 'a length such as {"hours": 72}',
  boolean: "true or false",
  choice: "one of the codes",
  set: "a list of the codes",
  code: "a short code",
  episodes: "a list of absences, each with its start",
};

function describe(fact) {
  return KINDS[fact.type] + (fact.choices ? ` ${fact.choices.join(", ")}` : "");
}
