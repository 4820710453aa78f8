/**
 * What this phone cannot open is kept as it is and told to the server, by an opaque id and nothing else: a person hears of it there,
 * and instead of a bundle another one is made. It stops nothing else.
 */

import { readMeta, writeMeta } from "./meta.js";

const items = new Set(); // found again whenever it is looked for

/** @param {"index"|"cases"|"entries"|"drafts"} store @param {string} record */
export function noteItem(store, record) {
  items.add(`${store}/${record}`);
}

/** @param {number} after the last bundle that opened */
export function noteBundle(after) {
  return writeMeta({ not_opened: { bundle: `after-${after}` } });
}

export async function noteBundleOpened() {
  if ((await readMeta("not_opened"))?.bundle) await writeMeta({ not_opened: { bundle: null } });
}

/** @returns {Promise<{kind: "bundle"|"item", thing: string}[]>} */
export async function listNotOpened() {
  const bundle = (await readMeta("not_opened"))?.bundle;
  return [...(bundle ? [{ kind: "bundle", thing: bundle }] : []), ...[...items].slice(0, 50).map((thing) => ({ kind: "item", thing }))];
}
