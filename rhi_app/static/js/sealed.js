/** Rows whose content is sealed: between the store, which knows no key, and the vault worker, which knows no disk. */

import { Problem } from "./problems.js";
import { call } from "./vault.js";

/**
 * A value that belongs to a record is sealed under the record's key (`record` given), the phone's own under a subkey named like the store.
 * @typedef {{store: string, id: string, sequence: number, record?: string}} Address
 */

const AT_ONCE = 100; // in one message to the worker: while it seals these, the page makes the next ready

/** @param {{address: Address, value: unknown}[]} items @returns {Promise<Uint8Array[]>} */
export function sealAll(items) {
  return inParts("sealItems", items.map(({ address, value }) => ({ ...address, value })));
}

/** @param {Address} address @param {unknown} value @returns {Promise<Uint8Array>} */
export async function sealOne(address, value) {
  return (await sealAll([{ address, value }]))[0];
}

/** Each in its own place: `{value}`, or `{problem: slug}`. @param {{address: Address, sealed: Uint8Array}[]} items */
export function openAll(items) {
  return inParts("openItems", items.map(({ address, sealed }) => ({ ...address, sealed })));
}

async function inParts(task, items) {
  const parts = [];
  for (let at = 0; at < items.length; at += AT_ONCE) parts.push(call(task, { items: items.slice(at, at + AT_ONCE) }));
  return (await Promise.all(parts)).flat();
}

/** @param {Address} address @param {Uint8Array} sealed */
export async function openOne(address, sealed) {
  const [{ value, problem }] = await openAll([{ address, sealed }]);
  if (problem) throw new Problem(problem);
  return value;
}
