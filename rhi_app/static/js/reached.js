/** Who has received and read what this phone sent, and who looks at what could not be opened, as the server last said: kept with the record's row in the list. */

import { indexAddress, readIndex } from "./cases.js";
import { sealOne } from "./sealed.js";
import * as store from "./store.js";
import { inTurn } from "./turns.js";

/**
 * @param {Record<string, {delivered: object[], opened: object[], acknowledged: object[]}>} records
 * @param {Record<string, {who: string, reason: string, outcome: string} | null>} lookedAt
 */
export function takeReached(records, lookedAt) {
  return inTurn(async () => {
    for (const record of new Set([...Object.keys(records), ...Object.keys(lookedAt)])) {
      const said = { ...(records[record] && { reached: records[record] }), ...(record in lookedAt && { lookedAt: lookedAt[record] }) };
      await takeOne(record, said).catch((error) => {
        if (error.slug !== "damaged") throw error; // the others are not its fault
      });
    }
  });
}

async function takeOne(record, said) {
  const index = await readIndex(record);
  if (!index || Object.entries(said).every(([name, value]) => JSON.stringify(index[name] ?? null) === JSON.stringify(value))) return;
  const { sequence, ...rest } = index;
  const sealed = await sealOne(indexAddress(record, sequence + 1), { ...rest, ...said });
  await store.write(["index"], ({ index: rows }) => rows.put({ record, sequence: sequence + 1, sealed }));
}
