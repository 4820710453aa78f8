/** Who has received and read what this phone sent, and who looks at what could not be opened, as the server last said: kept with the record's row in the list. */

import { indexAddress, openIndexes } from "./cases.js";
import { Problem } from "./problems.js";
import { sealAll } from "./sealed.js";
import * as store from "./store.js";
import { inTurn } from "./turns.js";

/**
 * What has changed, all of it in one transaction.
 * @param {Record<string, {delivered: object[], opened: object[], acknowledged: object[]}>} records
 * @param {Record<string, {who: string, reason: string, outcome: string} | null>} lookedAt
 */
export function takeReached(records, lookedAt) {
  return inTurn(async () => {
    const told = (await store.getAll("index")).filter(({ record }) => record in records || record in lookedAt);
    const known = await openIndexes(told);
    const changed = told.flatMap(({ record, sequence }, at) => {
      const said = { ...(records[record] && { reached: records[record] }), ...(record in lookedAt && { lookedAt: lookedAt[record] }) };
      const { value, problem } = known[at];
      if (problem && problem !== "damaged") throw new Problem(problem); // one that is damaged is not the others' fault
      return value && !isKnown(value, said) ? [{ record, sequence: sequence + 1, value: { ...value, ...said } }] : [];
    });
    if (changed.length === 0) return;
    const sealed = await sealAll(changed.map(({ record, sequence, value }) => ({ address: indexAddress(record, sequence), value })));
    await store.write(["index"], ({ index }) => Promise.all(changed.map(({ record, sequence }, at) => index.put({ record, sequence, sealed: sealed[at] }))));
  });
}

const isKnown = (index, said) => Object.entries(said).every(([name, value]) => JSON.stringify(index[name] ?? null) === JSON.stringify(value));
