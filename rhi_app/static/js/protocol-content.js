/** What forms, scripts and synopses read from a protocol, layer over layer. Mirrors domain/protocol/content.py. */

import { layersInForce } from "./protocol.js";
import { dayOf } from "./protocol-moments.js";

const SECTIONS = ["opening", "consent_wordings", "late_reasons", "decline", "referral", "interview_topics", "harm_steps", "contacts", "helplines", "sharing"];

/** Each section from the nearest layer that has it, with the authority it is taken from; words code by code, own labels first. */
export function contentOf(protocols, authority, on, version = null) {
  const layers = layersInForce(protocols, authority, dayOf(on), version);
  const from = Object.fromEntries(SECTIONS.map((name) => [name, layers.find((layer) => name in layer)]));
  return {
    authority,
    name: layers[0].name,
    version: layers.map((layer) => `${layer.authority} ${layer.version}`).join(", "),
    words: wordsOf(layers),
    documents: Object.fromEntries(layers.map((layer) => [layer.authority, layer.documents])),
    ...Object.fromEntries(SECTIONS.map((name) => [name, from[name]?.[name] ?? null])),
    taken_from: Object.fromEntries(SECTIONS.map((name) => [name, from[name]?.authority ?? null])),
  };
}

/** Own words first; codes that only a layer below has come after them. */
function wordsOf(layers) {
  const words = {};
  for (const layer of layers) {
    for (const [name, codes] of Object.entries(layer.words)) words[name] = { ...words[name], ...codes, ...words[name] };
  }
  return words;
}
