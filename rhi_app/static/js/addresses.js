/* Where the child lives, in what somebody typed: it goes to no reader of a synopsis. Mirrors domain/addresses.py. */

import { COPIES } from "./decided.js";

const KEPT_OUT = "[address kept out]";
const STREETS = {
  rd: "road", st: "street", saint: "street", ave: "avenue", av: "avenue", cl: "close", ln: "lane", dr: "drive", cre: "crescent",
  ct: "court", pl: "place", sq: "square", ter: "terrace", terr: "terrace", gdn: "garden", gr: "grove", pk: "park",
};
const ENDS = [...Object.values(STREETS), "way", "row", "hill", "green", "mew", "walk", "rise", "view", "end", "parade", "yard", "wharf"];
const WORD = /[\p{L}\p{N}]+/gu;
const OUTWARD = /^[a-z]{1,2}[0-9][a-z0-9]?$/;
const INWARD = /^[0-9](?!am|pm)[a-z]{2}$/;
const POSTCODE = /^[a-z]{1,2}[0-9][a-z0-9]?[0-9](?!am|pm)[a-z]{2}$/;
const AFTER_NUMBER = /^[ \t\n\u00a0,.'’-]*$/; // what may stand between the words of a street
const JOINED = /^(?:['’]s)?[ \t\u00a0.'’-]*$/i;
const WIDEST_GAP = 3; // `18,  Sample`: beyond that two words do not belong together
const LONGEST = 6;

/** What gives each of them away. @param {string[]} addresses @returns {string[][]} */
export function knownAddresses(addresses) {
  return addresses.flatMap((address) => {
    const words = wordsIn(address);
    const postcodes = words.filter(({ text }) => POSTCODE.test(text)).map(({ text }) => [text]);
    const streets = words.map(({ text }, at) => (/^[0-9]+$/.test(text) ? streetAfter(words, at, address) : []));
    return [...postcodes, ...streets.filter((street) => street.length)];
  });
}

/** As they are written there; `known`: the child's own. @returns {{text: string, known: boolean}[]} */
export const addressesIn = (text, known) => placesIn(text, known).map(({ start, end, isKnown }) => ({ text: text.slice(start, end), known: isKnown }));

export function withoutKnown(text, known) {
  let [kept, last] = ["", 0];
  for (const { start, end } of placesIn(text, known).filter(({ isKnown }) => isKnown)) [kept, last] = [kept + text.slice(last, start) + KEPT_OUT, end];
  return kept + text.slice(last);
}

/** The page without them. Where one stood its reader is told, and whom to ask: nothing waits for it. */
export function keptOut(content, view, page) {
  const sections = content.sections.map((section) => {
    const without = masked(section, view.addresses);
    return JSON.stringify(without) === JSON.stringify(section) ? section : toldOf(without, view, page);
  });
  return { ...content, facts: masked(content.facts, view.addresses), sections };
}

/** A line to be ticked, as it is sent; `addresses`: what its writer may put right, where it goes or may be ticked yet. */
export function lineKeptOut(line, view) {
  const found = line.ticked || !line.locked ? addressesIn(line.text, view.addresses) : [];
  return { ...line, text: withoutKnown(line.text, view.addresses), addresses: found };
}

function masked(value, known) {
  if (typeof value === "string") return withoutKnown(value, known);
  if (Array.isArray(value)) return value.map((item) => masked(item, known));
  return value && typeof value === "object" ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, masked(item, known)])) : value;
}

function toldOf(section, { interviewer, child }, page) {
  const whom = interviewer.organisation ? `the desk of ${interviewer.organisation}` : interviewer.name;
  const says = `“${KEPT_OUT}” is an address of ${child.called}’s. If you need it, ask ${whom}.`;
  const note = COPIES.includes(page) ? `“${KEPT_OUT}”: no address is passed on.` : says;
  return { ...section, blocks: [...section.blocks, { kind: "note", label: "", text: [note], questions: [] }] };
}

/** In their order, none over another. */
function placesIn(text, known) {
  const [words, found] = [wordsIn(text), []];
  for (let at = 0; at < words.length; ) {
    const long = Math.max(0, ...known.filter((one) => isAt(words, at, one)).map(({ length }) => length));
    const step = Math.max(long, 1);
    if (long || POSTCODE.test(words[at].text)) found.push({ start: words[at].start, end: words[at + step - 1].end, isKnown: long > 0 });
    at += step;
  }
  return found;
}

const isAt = (words, at, known) =>
  known.every((word, index) => words[at + index]?.text === word && (index === 0 || words[at + index].start - words[at + index - 1].end <= WIDEST_GAP));

/** In one form: small, without plural or possessive, streets written out, the two halves of a postcode as one. */
function wordsIn(text) {
  const found = [];
  for (const match of text.matchAll(WORD)) {
    const [start, end, small] = [match.index, match.index + match[0].length, match[0].toLowerCase()];
    const [word, last] = [plain(small), found.at(-1)];
    if (word === "s" && ["'", "’"].includes(text[start - 1])) continue;
    if (last && INWARD.test(small) && OUTWARD.test(last.text) && start - last.end <= WIDEST_GAP) found[found.length - 1] = { text: last.text + small, start: last.start, end };
    else found.push({ text: word, start, end });
  }
  return found;
}

function plain(small) {
  if (POSTCODE.test(small) || OUTWARD.test(small)) return small;
  if (/^[0-9]+[a-z]$/.test(small)) return small.slice(0, -1);
  const single = [...small].length > 3 && small.endsWith("s") ? small.slice(0, -1) : small;
  return Object.hasOwn(STREETS, single) ? STREETS[single] : single;
}

/** House number and street; empty where what follows the number is no street. */
function streetAfter(words, at, address) {
  const street = [];
  let isEnded = false;
  for (let next = at + 1; next < words.length && street.length < LONGEST && !isEnded; next += 1) {
    const { text, start } = words[next];
    const isJoined = (street.length ? JOINED : AFTER_NUMBER).test(address.slice(words[next - 1].end, start));
    if (!isJoined || /\p{Nd}/u.test(text)) break;
    street.push(text);
    isEnded = street.length > 1 && ENDS.includes(text);
  }
  const named = isEnded ? street : street.slice(0, 2);
  return named.length > 1 || [...(named[0] ?? "")].length >= 5 ? [words[at].text, ...named] : [];
}
