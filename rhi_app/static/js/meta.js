/** The few facts that this phone keeps about itself, one row each. None is about a person. */

import * as store from "./store.js";

/**
 * enrolment {device, organisation, user, root, state}, vault {kdf, wrapped, signing, agreement}, passkey {parameters, wrapped}, guesses {count, lastAt, rightAt},
 * manifest {manifest, signature}, chain {sequence, previous}, bundle {number}, not_opened {bundle}, contact {lastAt, offsetMs}, settings (sealed).
 * @param {string} name
 */
export async function readMeta(name) {
  return (await store.get("meta", name))?.value ?? null;
}

/** @param {Record<string, unknown>} values */
export function writeMeta(values) {
  return store.write(["meta"], ({ meta }) => putMeta(meta, values));
}

/** Within a transaction that others began. @param {any} meta the store @param {Record<string, unknown>} values */
export async function putMeta(meta, values) {
  await Promise.all(Object.entries(values).map(([name, value]) => meta.put({ name, value })));
}
