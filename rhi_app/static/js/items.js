/** Stored items: what each is sealed under, and what is authenticated with it (README "Decisions" 6). Runs in the vault worker. */

import { write } from "./canonical.js";
import { openUnder, sealUnder } from "./crypto.js";
import { join } from "./envelope.js";

const BUCKET = 256; // a stored size tells no more than a bucket

/**
 * What names a stored value: swapped rows, an older row under a newer number, another phone's row do not open.
 * @typedef {{device: string, store: string, id: string, sequence: number}} Place
 */

/** @param {Place} place @returns {Uint8Array} */
export function contextOf({ device, store, id, sequence }) {
  return write({ v: 1, device, store, id, sequence });
}

/** @param {CryptoKey} key @param {Place} place @param {unknown} value @returns {Promise<Uint8Array>} */
export function sealItem(key, place, value) {
  return sealUnder(key, fill(new TextEncoder().encode(JSON.stringify(value))), contextOf(place));
}

/** @param {CryptoKey} key @param {Place} place @param {Uint8Array} sealed */
export async function openItem(key, place, sealed) {
  return JSON.parse(new TextDecoder().decode(unfill(await openUnder(key, sealed, contextOf(place)))));
}

function fill(content) {
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, content.length);
  const padded = new Uint8Array(Math.ceil((4 + content.length) / BUCKET) * BUCKET);
  padded.set(join(length, content));
  return padded;
}

function unfill(padded) {
  const length = new DataView(padded.buffer, padded.byteOffset).getUint32(0);
  return padded.subarray(4, 4 + length);
}
