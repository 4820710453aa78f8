/**
 * The word to a phone that was taken out of use: lock, or wipe. The worker signed it for this phone alone; one that is forged, or for
 * another phone, changes nothing. It is heard while locked, too; what is sealed has been sent before (sync.js asks last).
 */

import { lockNow } from "./guard.js";
import { putMeta, readMeta, writeMeta } from "./meta.js";
import { request } from "./network.js";
import { Problem } from "./problems.js";
import { checkWord, takeManifest } from "./receipts.js";
import * as store from "./store.js";
import { ORDER } from "./trust.js";
import { isUnlocked } from "./vault.js";

export async function hearOrder() {
  const { device } = await readMeta("enrolment");
  const answer = await request(`/sync/orders/${device}`);
  if (answer.status === 204) return;
  const said = await answer.json();
  await takeManifest(said.manifest);
  await obey(said, device);
}

/** Rejects with "not-genuine" what the worker did not sign for this phone. @param {object} said @param {string} device */
export async function obey(said, device) {
  const order = said.order ?? {};
  if (order.device !== device || !["lock", "wipe"].includes(order.order)) throw new Problem("not-genuine");
  await checkWord(ORDER, order, said, "worker");
  if ((await readMeta("order"))?.order !== order.order) await writeMeta({ order });
  if (isUnlocked()) return lockNow(); // what is typed goes on the disk and leaves sealed; the next round comes here again
  if (order.order === "wipe") await wipe(device, said.signature);
  return undefined;
}

async function wipe(device, signature) {
  await store.empty(({ meta }) => putMeta(meta, { wiped: { at: new Date().toISOString() } }));
  const body = new TextEncoder().encode(JSON.stringify({ signature }));
  await request(`/sync/orders/${device}/wiped`, { method: "POST", body, type: "application/json" }).catch(() => undefined); // it is wiped all the same
  location.reload();
}
