/* National numbers, by what the forms call them. They travel in the bundle and work offline. */

const SAID_BY_NAME = ["police"]; // its tile carries both numbers

/** @param {Record<string, string>} numbers @param {string} code @returns {string} */
export const helplineNumber = (numbers, code) => (SAID_BY_NAME.includes(code) ? "" : (numbers[code] ?? ""));
