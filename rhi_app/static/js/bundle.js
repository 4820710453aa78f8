/** What the server sent: taken in whole, in one strict transaction, or not at all. What is unsent on this phone stays, whatever was sent. */

import { caseAddress, everythingKept, indexAddress, isSealed, openIndexes, openServerCase, STATES } from "./cases.js";
import { holdDrafts, tellHanded } from "./drafts.js";
import { enrolmentState, markEnrolment } from "./enrolment.js";
import { takeHanded } from "./handed.js";
import { headAddress, readHead, readLog } from "./heads.js";
import { putMeta, readMeta } from "./meta.js";
import { request } from "./network.js";
import { noteBundle, noteBundleOpened } from "./not-opened.js";
import { Problem } from "./problems.js";
import { sealAll, sealOne } from "./sealed.js";
import * as store from "./store.js";
import { takeBack } from "./taken-back.js";
import { inTurn } from "./turns.js";
import { call } from "./vault.js";

const STORES = ["meta", "record_keys", "cases", "index", "drafts", "entries", "heads", "outbox", "snapshots"];
const LARGE = 1_000_000; // bytes, of many cases and protocols
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
    const answer = await request(`/sync/bundle?after=${number}`, { isSigned: true, answerBytes: LARGE });
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
    const held = [];
    const hold = async (...what) => held.push(await holdDrafts(...what));
    try {
      const { changes, handed } = await takeCases(payload, hold);
      changes.push(...(await takeAway(new Set(payload.cases.map(({ record }) => record)))));
      const common = await sealCommon(payload);
      await store.write(STORES, async (stores) => {
        await Promise.all(changes.map((change) => change(stores))); // each is another record's
        await putMeta(stores.meta, { bundle: { number, at: new Date().toISOString() } });
        await stores.meta.put(common);
      });
      handed.forEach(tellHanded); // it is this phone's to keep safe now, and an open form's to show
    } finally {
      for (const end of held) end();
    }
  });
}

async function sealCommon(payload) {
  const sequence = ((await readMeta("common"))?.sequence ?? 0) + 1;
  const value = Object.fromEntries(COMMON.filter((name) => name in payload).map((name) => [name, payload[name]]));
  return { name: "common", value: { sequence, sealed: await sealOne({ store: "common", id: "common", sequence }, value) } };
}

/** Each store is read once and everything sealed at once: one by one, a thousand cases are ten thousand ways to the worker and the disk. */
async function takeCases({ cases, account }, hold) {
  const [rows, kept, keys, { device }] = await Promise.all([store.getAll("index"), everythingKept(), store.getAll("record_keys"), readMeta("enrolment")]);
  const indexes = await openIndexes(rows);
  const known = new Map(rows.map(({ record, sequence }, at) => [record, knownOf(indexes[at], sequence)]));
  const wanted = cases.map((fresh) => wantedOf(fresh, known.get(fresh.record))).filter(Boolean);
  const open = wanted.filter(({ index }) => !isSealed(index.state));
  const made = await makeKeys(open, new Set(keys.map(({ record }) => record)));
  const taken = await allOf(open.map((one) => takeOpen(one, kept(one.record), made.get(one.record), { own: account?.id, device, hold })));
  const all = [...taken, ...wanted.filter(({ index }) => isSealed(index.state)).map(takeSeen)];
  const sealed = await sealAll(all.flatMap(({ items }) => items));
  const changes = all.map(({ items, put }) => {
    const own = sealed.splice(0, items.length);
    return (stores) => put(stores, own);
  });
  return { changes, handed: taken.filter(({ isHanded }) => isHanded).map(({ record }) => record) };
}

/** One damaged row must not keep a whole bundle out; what the server sent then takes its place. */
function knownOf({ value, problem }, sequence) {
  if (problem && problem !== "damaged" && problem !== "record-sealed") throw new Problem(problem);
  return value ? { ...value, sequence } : null;
}

/** Side by side. One that fails does not leave the others at work behind the next turn's back. */
async function allOf(works) {
  const ends = await Promise.allSettled(works);
  const failed = ends.find(({ status }) => status === "rejected");
  if (failed) throw failed.reason;
  return ends.map(({ value }) => value);
}

function wantedOf(fresh, known) {
  const { record, reference, initials, state = "open" } = fresh;
  const isOver = known && isSealed(known.state);
  if (isOver && !isTakenUp(fresh, known)) return null;
  // The server's word on the state may be older than this phone's own entries.
  const further = known && !isOver && STATES.indexOf(known.state) > STATES.indexOf(state) ? known.state : state;
  return { record, fresh, index: { ...known, reference, initials, state: further, takenBack: false, begun: false } };
}

/** After a decline the child may take up the offer: only when the server has our last entry and still says "open". */
function isTakenUp({ state, entries }, { final }) {
  return !isSealed(state) && entries.some(({ id }) => id === final);
}

/** A key that no longer unwraps opens nothing, ever: a new one lets at least the server's part open again. */
async function makeKeys(open, stored) {
  const records = open.map(({ record }) => ({ record, isStored: stored.has(record) }));
  const wrapped = await call("makeMissingKeys", { records });
  return new Map(records.map(({ record }, at) => [record, wrapped[at]]));
}

/** Finished elsewhere (in the portal): known by its reference, not opened here. */
function takeSeen({ record, index }) {
  return { items: [indexItem(record, index)], put: (stores, [sealed]) => stores.index.put({ record, sequence: sequenceOf(index), sealed }) };
}

async function takeOpen({ record, fresh, index }, kept, wrapped, { own, device, hold }) {
  const { rows, taken } = await takeHanded(record, fresh.handed ?? [], await newOfOthers(fresh, kept.fromServer, device), index.taken ?? [], own, hold);
  const sequence = (kept.fromServer?.sequence ?? 0) + 1;
  const [purge, head] = await Promise.all([purgeArrived(record, fresh, kept.rows), headAgain(record, index, kept.head)]);
  const put = async (stores, [sealed, sealedIndex]) => {
    if (wrapped) await stores.record_keys.put({ record, wrapped });
    if (head) await stores.heads.put(head);
    await Promise.all([stores.cases.put({ record, sequence, sealed }), stores.index.put({ record, sequence: sequenceOf(index), sealed: sealedIndex })]);
    await Promise.all(rows.map((draft) => stores.drafts.put(draft)));
    await purge(stores);
  };
  return { record, items: [{ address: caseAddress(record, sequence), value: fresh }, indexItem(record, { ...index, taken })], put, isHanded: rows.length > 0 };
}

const sequenceOf = ({ sequence = 0 }) => sequence + 1;

function indexItem(record, index) {
  const { sequence, ...value } = index;
  return { address: indexAddress(record, sequenceOf(index)), value };
}

/** What others added since this phone last heard. */
async function newOfOthers({ entries }, row, device) {
  const theirs = entries.filter((entry) => entry.device !== device && entry.kind === "interview");
  const before = theirs.length ? await openServerCase(row).catch(() => null) : null;
  const known = new Set(before?.entries.map(({ id }) => id));
  return before ? theirs.filter(({ id }) => !known.has(id)) : [];
}

/** Taken up after a decline: this phone's numbers go on where they ended. */
async function headAgain(record, { head }, row) {
  return head && !row ? { record, sequence: 1, sealed: await sealOne(headAddress(record, 1), head) } : null;
}

/** This phone's entries go, oldest first, once they are processed and have come back from the server. */
async function purgeArrived(record, { entries }, rows) {
  const came = new Set(entries.map(({ id }) => id));
  const processed = new Set(rows.filter((row) => row.processed).flatMap((row) => row.entries));
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
