/** What is being typed before there is a record to keep it with: sealed under the phone's own key. */

import { readMeta, writeMeta } from "./meta.js";
import { openOne, sealOne } from "./sealed.js";

/** @param {string} name @returns {Promise<object>} the answers so far */
export async function loadPhoneDraft(name) {
  const row = await readMeta(nameOf(name));
  return row ? openOne(addressOf(name, row.sequence), row.sealed) : {};
}

/** @param {string} name @param {object} answers @returns {Promise<string>} when it was saved */
export async function savePhoneDraft(name, answers) {
  const sequence = ((await readMeta(nameOf(name)))?.sequence ?? 0) + 1;
  await writeMeta({ [nameOf(name)]: { sequence, sealed: await sealOne(addressOf(name, sequence), answers) } });
  return new Date().toISOString();
}

/** The row in the store `meta`, for the transaction that makes the record. @param {string} name */
export const nameOf = (name) => `draft ${name}`;

const addressOf = (name, sequence) => ({ store: "common", id: nameOf(name), sequence });
