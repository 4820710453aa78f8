/**
 * Chromium keeps all databases of the app in one LevelDB and, started again after it was killed, goes on at the end of the log that it was
 * writing. Where that end is torn, because the kill fell into a write, what is written after it cannot be read at the next start, and
 * Chromium then deletes everything that the phone has, without a word. So before anything else is written, as much is written as makes
 * LevelDB begin a new log, in a database that is deleted again.
 */

import { deleteDB, openDB } from "../vendor/idb-8.0.4.js";

const NAME = "rhi-new-log";
const LOG_BYTES = 4.5 * 2 ** 20; // a little more than LevelDB's write_buffer_size in Chromium
const SHARE = 30_000; // a larger value would become a file beside the log
const PATIENCE_MS = 5000;

let begun = null;

/** Every write waits for it. @returns {Promise<unknown>} */
export const whenBegun = () => begun;

/** Once in the life of a page. Other browsers keep their databases in SQLite. @param {Promise<unknown>} [first] what shall not wait for it */
export function beginNewLog(first) {
  const isChromium = navigator.userAgentData?.brands.some(({ brand }) => brand === "Chromium");
  if (!isChromium) return;
  const filled = Promise.resolve(first).then(fill).catch(() => undefined); // a full phone, for example: it works as before
  begun ??= Promise.race([filled, new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
}

async function fill() {
  await deleteDB(NAME); // of a start that was killed
  const database = await openDB(NAME, 1, { upgrade: (made) => made.createObjectStore("filling", { autoIncrement: true }) });
  const transaction = database.transaction("filling", "readwrite");
  const share = crypto.getRandomValues(new Uint8Array(SHARE)); // zeros would be packed to nothing
  for (let bytes = 0; bytes <= LOG_BYTES; bytes += SHARE) transaction.store.add(share);
  await transaction.done;
  database.close();
  await deleteDB(NAME);
}
