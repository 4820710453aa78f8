/* The limits of a field, compared here: the browser does not count an answer restored from the vault as too short or too long.
   tests/vectors/limits.json holds this and rhi_app/forms/limits.py to the same rules, and both to the same sentences. */

import { dayOf } from "./london.js";

const UNSEEN = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/u; // line breaks and tabs are none of them

/** The limits and sentences that the server put on the element as data. */
export function limitsOf(element) {
  const { required, minlength, maxlength, pattern, plain, past, returned, after } = element.dataset;
  return {
    required: required === "true",
    minlength: minlength === undefined ? 0 : Number(minlength),
    maxlength: maxlength === undefined ? Infinity : Number(maxlength),
    pattern: pattern ?? null,
    plain: plain === "true",
    past: past === "true",
    returned: returned === "true",
    after: after ?? null,
  };
}

/** The sentence for a broken limit: the same one that the server would say. */
export function sentenceOf(element, limit) {
  return element.dataset[`error${limit[0].toUpperCase()}${limit.slice(1)}`];
}

/**
 * The first limit that is broken, or null. Lengths in code points, as Python's len() counts them.
 * @param {string | string[]} value
 */
export function brokenLimit(value, { required = false, minlength = 0, maxlength = Infinity, pattern = null, plain = false }) {
  if (isEmpty(value)) return required ? "required" : null;
  if (Array.isArray(value)) return null;
  const length = [...value].length;
  if (length > maxlength) return "maxlength";
  if (plain && UNSEEN.test(value)) return "plain";
  if (length < minlength) return "minlength";
  return pattern && !new RegExp(`^(?:${pattern})$`, "u").test(value) ? "pattern" : null;
}

/**
 * Whether a day or a moment, as an answer keeps it, is in the future, before the child came back, or before what it must come after; else null.
 * @param {string} answer @param {{past?: boolean, returned?: boolean, after?: string | null}} limits
 * @param {{now: string, returnedAt?: string | null, startedAt?: string | null}} known
 */
export function brokenTime(answer, { past = false, returned = false, after = null }, { now, returnedAt = null, startedAt = null }) {
  const isDay = answer.length === 10;
  if (past && (isDay ? answer > dayOf(Date.parse(now)) : Date.parse(answer) > Date.parse(now))) return "past";
  if (returned && returnedAt !== null && Date.parse(answer) < Date.parse(returnedAt)) return "returned";
  return after && startedAt !== null && Date.parse(answer) < Date.parse(startedAt) ? "after" : null;
}

function isEmpty(value) {
  return Array.isArray(value) ? value.length === 0 : value.trim() === "";
}
