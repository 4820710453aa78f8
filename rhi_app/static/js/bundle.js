/** What the server sent: taken in whole, in one strict transaction, or not at all. What is unsent on this phone stays, whatever was sent. */

import { caseAddress, indexAddress, isSealed, readIndex, readServerCase, STATES } from "./cases.js";
import { tellDrafts } from "./drafts.js";
import { enrolmentState, markEnrolment } from "./enrolment.js";
import { takeHanded } from "./handed.js";
import { headAddress, readHead, readLog } from "./heads.js";
import { putMeta, readMeta } from "./meta.js";
import { request } from "./network.js";
import { noteBundle, noteBundleOpened } from "./not-opened.js";
import { rowsOf } from "./outbox.js";
import { Problem } from "./problems.js";
import { sealAll, sealOne } from "./sealed.js";
import * as store from "./store.js";
import { takeBack } from "./taken-back.js";
import { inTurn } from "./turns.js";
import { call } from "./vault.js";

const STORES = ["meta", "record_keys", "cases", "index", "drafts", "entries", "heads", "outbox", "snapshots"];
const SIDE_BY_SIDE = 20; // cases that are made ready at once: many more, and they wait for each other
const COMMON = ["organisation", "account", "server_time", "protocols", "bank_holidays", "numbers", "role_numbers"];

/** Asks for what is newer than the last and takes it in. @returns {Promise<boolean>} whether anything was */
export async function fetchBundle() {
  const number = (await readMeta("bundle"))?.number ?? 0;
  const answer = await outcomeOfBundle(number);
  if (answer.status === 204) return false;
  const { manifest } = await readMeta("manifest");
  const bytes = new Uint8Array(await answer.arrayBuffer());
  const bundle = await openBundle(bytes, manifest.worker, number);
  if (bundle.number <= number) throw new Problem("bundle-older");
  await takeBundle(bundle);
  await noteBundleOpened();
  return true;
}

/** One that does not open is told of, and the server makes another. */
async function openBundle(bytes, keys, number) {
  try {
    return await call("openBundle", { bytes, keys });
  } catch (error) {
    if (error.slug !== "locked") await noteBundle(number);
    throw error;
  }
}

/** Until "They match" was pressed there is no bundle; that is a state, not a failure. */
async function outcomeOfBundle(number) {
  try {
    const answer = await request(`/sync/bundle?after=${number}`, { isSigned: true });
    if ((await enrolmentState()) !== "active") await markEnrolment("active");
    return answer;
  } catch (error) {
    if (error.slug === "device-revoked") await markEnrolment("revoked");
    throw error;
  }
}

/**
 * Takes in what a bundle holds. Its signature and its number have been looked at (vault-worker.js, openBundle).
 * @param {{number: number, payload: object}} bundle
 */
export function takeBundle({ number, payload }) {
  return inTurn(async () => {
    if (number <= ((await readMeta("bundle"))?.number ?? 0)) throw new Problem("bundle-older");
    const changes = [];
    for (let at = 0; at < payload.cases.length; at += SIDE_BY_SIDE) {
      changes.push(...(await allOf(payload.cases.slice(at, at + SIDE_BY_SIDE).map((each) => takeCase(each, payload.account?.id)))));
    }
    changes.push(...(await takeAway(new Set(payload.cases.map(({ record }) => record)))));
    const common = await sealCommon(payload);
    await store.write(STORES, async (stores) => {
      await Promise.all(changes.map((change) => change(stores))); // each is another record's
      await putMeta(stores.meta, { bundle: { number, at: new Date().toISOString() } });
      await stores.meta.put(common);
    });
  });
}

/** Side by side. One that fails does not leave the others at work behind the next turn's back. */
async function allOf(works) {
  const ends = await Promise.allSettled(works);
  const failed = ends.find(({ status }) => status === "rejected");
  if (failed) throw failed.reason;
  return ends.map(({ value }) => value);
}

async function sealCommon(payload) {
  const sequence = ((await readMeta("common"))?.sequence ?? 0) + 1;
  const value = Object.fromEntries(COMMON.filter((name) => name in payload).map((name) => [name, payload[name]]));
  return { name: "common", value: { sequence, sealed: await sealOne({ store: "common", id: "common", sequence }, value) } };
}

async function takeCase(fresh, own) {
  const { record, reference, initials, state = "open" } = fresh;
  const known = await unlessDamaged(readIndex(record));
  const isOver = known && isSealed(known.state);
  if (isOver && !isTakenUp(fresh, known)) return () => undefined;
  // The server's word on the state may be older than this phone's own entries.
  const further = known && !isOver && STATES.indexOf(known.state) > STATES.indexOf(state) ? known.state : state;
  const index = { ...known, reference, initials, state: further, takenBack: false, begun: false };
  return isSealed(further) ? seen(record, index) : opened(record, index, fresh, own);
}

/** After a decline the child may take up the offer: only when the server has our last entry and still says "open". */
function isTakenUp({ state, entries }, { final }) {
  return !isSealed(state) && entries.some(({ id }) => id === final);
}

/** Finished elsewhere (in the portal): known by its reference, not opened here. */
async function seen(record, index) {
  const row = await sealIndex(record, index);
  return (stores) => stores.index.put(row);
}

async function opened(record, index, fresh, own) {
  const key = await usableKey(record);
  const { rows, taken } = await takeHanded(record, fresh.handed ?? [], await newOfOthers(record, fresh), index.taken ?? [], own);
  const sequence = ((await store.get("cases", record))?.sequence ?? 0) + 1;
  const sealed = await sealOne(caseAddress(record, sequence), fresh);
  const row = await sealIndex(record, { ...index, taken });
  const purge = await purgeArrived(record, fresh);
  const head = await headAgain(record, index);
  return async (stores) => {
    if (head) await stores.heads.put(head);
    await Promise.all([stores.record_keys.put(key), stores.cases.put({ record, sequence, sealed }), stores.index.put(row)]);
    await Promise.all(rows.map((draft) => stores.drafts.put(draft)));
    if (rows.length) tellDrafts(record); // what was handed on is this phone's to keep safe now
    await purge(stores);
  };
}

/** What others added since this phone last heard. */
async function newOfOthers(record, { entries }) {
  const { device } = await readMeta("enrolment");
  const theirs = entries.filter((entry) => entry.device !== device && entry.kind === "interview");
  const before = theirs.length ? await readServerCase(record).catch(() => null) : null;
  const known = new Set(before?.entries.map(({ id }) => id));
  return before ? theirs.filter(({ id }) => !known.has(id)) : [];
}

/** Taken up after a decline: this phone's numbers go on where they ended. */
async function headAgain(record, { head }) {
  if (!head || (await store.get("heads", record))) return null;
  return { record, sequence: 1, sealed: await sealOne(headAddress(record, 1), head) };
}

/** A key that no longer unwraps opens nothing, ever: a new one lets at least the server's part open again. */
async function usableKey(record) {
  const row = await store.get("record_keys", record);
  const isUsable = row && (await call("holdsRecordKey", { record }));
  return isUsable ? row : { record, wrapped: await call("makeRecordKey", { record }) };
}

/** One damaged row must not keep a whole bundle out; what the server sent then takes its place. */
async function unlessDamaged(reading) {
  try {
    return await reading;
  } catch (error) {
    if (error.slug === "damaged" || error.slug === "record-sealed") return null;
    throw error;
  }
}

async function sealIndex(record, { sequence = 0, ...index }) {
  return { record, sequence: sequence + 1, sealed: await sealOne(indexAddress(record, sequence + 1), index) };
}

/** This phone's entries go, oldest first, once they are processed and have come back from the server. */
async function purgeArrived(record, { entries }) {
  const came = new Set(entries.map(({ id }) => id));
  const processed = new Set((await rowsOf(record)).filter((row) => row.processed).flatMap((row) => row.entries));
  if (processed.size === 0) return () => undefined;
  const [{ head, sequence }, log] = await Promise.all([readHead(record), readLog(record)]);
  let first = head.first;
  for (const { id } of log.entries) {
    if (!came.has(id) || !processed.has(id)) break;
    first += 1;
  }
  if (first === head.first || !log.isWhole) return () => undefined;
  const sealed = await sealOne(headAddress(record, sequence + 1), { ...head, first });
  return async (stores) => {
    await stores.heads.put({ record, sequence: sequence + 1, sealed });
    for (let number = head.first; number < first; number += 1) await stores.entries.delete([record, number]);
  };
}

/** Cases that the server no longer sends: with someone else now, or done. Unsent work and drafts leave first. */
async function takeAway(sent) {
  const gone = (await store.getAll("index")).filter(({ record }) => !sent.has(record));
  return Promise.all(gone.map(({ record }) => takeBack(record)));
}
