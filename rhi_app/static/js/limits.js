/* The limits of a field, compared here: the browser does not count an answer restored from the vault as too short or too long.
   tests/vectors/limits.json holds this and rhi_app/forms/limits.py to the same rules, and both to the same sentences. */

/** The limits and sentences that the server put on the element as data. */
export function limitsOf(element) {
  const { required, minlength, maxlength, pattern } = element.dataset;
  return {
    required: required === "true",
    minlength: minlength === undefined ? 0 : Number(minlength),
    maxlength: maxlength === undefined ? Infinity : Number(maxlength),
    pattern: pattern ?? null,
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
export function brokenLimit(value, { required = false, minlength = 0, maxlength = Infinity, pattern = null }) {
  if (isEmpty(value)) return required ? "required" : null;
  if (Array.isArray(value)) return null;
  const length = [...value].length;
  if (length > maxlength) return "maxlength";
  if (length < minlength) return "minlength";
  return pattern && !new RegExp(`^(?:${pattern})$`, "u").test(value) ? "pattern" : null;
}

function isEmpty(value) {
  return Array.isArray(value) ? value.length === 0 : value.trim() === "";
}
