/** What a status says: this phone of itself, and the server of who looks at what could not be opened. */

import { listNotOpened } from "./not-opened.js";

const LONGEST_S = 10 * 366 * 24 * 3600;

/**
 * An age rather than a time: a clock that is wrong has it right.
 * @param {import("./outbox.js").Row[]} rows in the order in which they were made
 */
export async function ofItself(rows) {
  const oldest = rows.find(({ receipt }) => !receipt);
  const age = oldest ? Math.floor((Date.now() - Date.parse(oldest.sealedAt)) / 1000) : 0;
  return { oldest_s: Math.min(Math.max(age, 0), LONGEST_S), not_opened: await listNotOpened() };
}

/**
 * By record: who looks at one of its envelopes; null where nobody needs to.
 * @param {import("./outbox.js").Row[]} asked
 * @param {Record<string, {who: string, reason: string, outcome: string}>} lookedAt by envelope
 */
export function lookedAtBy(asked, lookedAt = {}) {
  const records = Object.fromEntries(asked.map(({ record }) => [record, null]));
  for (const { id, record } of asked) records[record] = lookedAt[id] ?? records[record];
  return records;
}
