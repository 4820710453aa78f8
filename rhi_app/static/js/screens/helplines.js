/* National numbers, by what the forms call them. They travel in the bundle and work offline. */

const KEYS = { police: ["police", "emergency"] };

/** @param {Record<string, string>} numbers @param {string} code @returns {string} */
export function helplineNumber(numbers, code) {
  return (KEYS[code] ?? [code]).map((key) => numbers[key]).filter(Boolean).join(", ");
}
