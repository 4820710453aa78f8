/* The call or text that was just begun from here: "how" and "whom" of the attempt are filled in with it. In memory alone. */

let last = null;

/** @param {string} record @param {{how: string, to: string}} call */
export const noteCall = (record, call) => (last = { record, ...call });

/** Taken once. @param {string} record */
export function takeCall(record) {
  const call = last?.record === record ? last : null;
  if (call) last = null;
  return call;
}
