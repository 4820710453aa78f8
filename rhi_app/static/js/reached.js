/** Who has received and read what this phone sent, as the server last said: kept with the record's row in the list. */

import { indexAddress, readIndex } from "./cases.js";
import { sealOne } from "./sealed.js";
import * as store from "./store.js";
import { inTurn } from "./turns.js";

/** @param {Record<string, {delivered: object[], opened: object[], acknowledged: object[]}>} records */
export function takeReached(records) {
  return inTurn(async () => {
    for (const [record, reached] of Object.entries(records)) {
      await takeOne(record, reached).catch((error) => {
        if (error.slug !== "damaged") throw error; // the others are not its fault
      });
    }
  });
}

async function takeOne(record, reached) {
  const index = await readIndex(record);
  if (!index || JSON.stringify(index.reached) === JSON.stringify(reached)) return;
  const { sequence, ...rest } = index;
  const sealed = await sealOne(indexAddress(record, sequence + 1), { ...rest, reached });
  await store.write(["index"], ({ index: rows }) => rows.put({ record, sequence: sequence + 1, sealed }));
}
