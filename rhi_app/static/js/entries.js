/**
 * Entries: made, chained, sealed into an envelope and put on disk in one strict transaction, or not at all. The same transaction
 * takes away the drafts that they were made of, and at the end of a record the key that opened it.
 */

import { INTERVIEW_FORMS } from "./beside.js";
import { digest } from "./canonical.js";
import { caseAddress, indexAddress, isSealed, readIndex, readServerCase } from "./cases.js";
import { idOf, listDrafts, loadDraft, tellDrafts, writtenBy } from "./drafts.js";
import { SUITE } from "./envelope.js";
import { entryAddress, headAddress, readHead } from "./heads.js";
import { newId } from "./identifiers.js";
import { putMeta, readMeta } from "./meta.js";
import { newRow, tellSealed } from "./outbox.js";
import { Problem } from "./problems.js";
import { ANSWERING, followsOf } from "./record-answers.js";
import { sealAll, sealOne } from "./sealed.js";
import * as store from "./store.js";
import { inTurn } from "./turns.js";
import { call } from "./vault.js";

/** @typedef {{kind: string, form: string, formVersion?: number, answers: object, happenedAt?: string, drafts?: string[], isChoice?: boolean}} Addition `drafts`: others that go with it; a choice between two answers leaves its form's draft */

const STORES = ["meta", "record_keys", "cases", "index", "drafts", "entries", "heads", "outbox", "snapshots"];

/**
 * One entry, in an envelope of its own. Its form's draft goes with it.
 * @param {string} record
 * @param {Addition & {urgent?: boolean}} addition
 * @returns {Promise<object>} the entry
 */
export function addEntry(record, { urgent = false, ...addition }) {
  return inTurn(async () => (await commit(record, [addition], { urgent })).at(-1));
}

/**
 * The young person's part is over: what is drafted of the interview becomes an entry, then "visit ended", both in one envelope.
 * @param {string} record
 * @param {object} answers
 * @param {{formVersion?: number, happenedAt?: string}} [options]
 */
export function endVisit(record, answers, options = {}) {
  return inTurn(async () => {
    const drafts = await listDrafts(record);
    const interview = drafts.filter(({ form }) => form === "interview").map(additionOf);
    const last = { kind: "visit_ended", form: "visit_ended", answers, ...options };
    return (await commit(record, [...interview, last], { state: "visit_ended" })).at(-1);
  });
}

/**
 * The last entry. What is still drafted of interview, lists and analysis goes with it; then this phone can no longer open the record.
 * A begun event (an attempt, an offer) is nobody's to send: it is refused with "draft-left" and the forms' names.
 * @param {string} record
 * @param {object} answers
 * @param {{formVersion?: number, happenedAt?: string}} [options]
 */
export function finishRecord(record, answers, options = {}) {
  return inTurn(() => finish(record, { kind: "record_finished", form: "record_finished", answers, ...options }, "finished"));
}

/**
 * The author goes on at a desk: what is drafted of the interview becomes entries, what was ticked goes along, all in one envelope.
 * @param {string} record
 * @param {{formVersion: number}} options
 */
export function giveToDesk(record, { formVersion }) {
  return inTurn(async () => {
    const drafts = await listDrafts(record);
    const written = drafts.filter(({ form }) => INTERVIEW_FORMS.includes(form)).map(additionOf);
    const ticks = drafts.find(({ form }) => form === "record_finished")?.answers ?? {};
    return (await commit(record, [...written, { kind: "to_desk", form: "to_desk", formVersion, answers: ticks, drafts: ["record_finished"] }], {})).at(-1);
  });
}

/** The end of a record in which no interview came about. */
export function finishDecline(record, answers, options = {}) {
  return inTurn(() => finish(record, { kind: "decline", form: "decline", answers, ...options }, "declined"));
}

/**
 * A record that begins here: its key, its case and its first entry are on disk together, or not at all.
 * @param {string} record
 * @param {Addition} addition
 * @param {{index: object, fromServer: object, head: object, key: object, drop: string}} birth
 */
export function commitBirth(record, addition, birth) {
  return inTurn(() => commit(record, [addition], { birth }));
}

async function finish(record, last, state) {
  const drafts = await listDrafts(record);
  const left = drafts.filter(({ form }) => form !== last.form && !INTERVIEW_FORMS.includes(form)).map(({ form }) => form);
  if (left.length) throw Object.assign(new Problem("draft-left"), { forms: left });
  const written = INTERVIEW_FORMS.flatMap((form) => drafts.filter((draft) => draft.form === form)).map(additionOf);
  const entries = await commit(record, [...written, last], { state, ends: true });
  await call("forgetRecordKey", { record });
  return entries.at(-1);
}

function additionOf({ form, formVersion, answers }) {
  return { kind: "interview", form, formVersion, answers };
}

async function commit(record, additions, { state, urgent = false, ends = false, birth = null }) {
  const context = await readContext(record, birth);
  if (isSealed(context.index.state)) throw new Problem("record-sealed");
  if (context.index.takenBack && !additions.every(({ kind }) => kind === "harm")) throw new Problem("with-someone-else");
  const index = { ...context.index, state: state ?? context.index.state };
  const entries = await makeEntries(record, additions, context);
  const envelope = await makeEnvelope(record, entries, { ...context, state: index.state, urgent });
  if (ends) Object.assign(index, { final: entries.at(-1).id, child: context.fromServer.child.id, head: endOf(entries) });
  const born = birth && (await sealBirth(record, birth));
  const rows = await sealRows(record, entries, index, context, ends);
  const draftIds = await Promise.all(additions.flatMap(({ form, drafts = [], isChoice }) => [...(isChoice ? [] : [form]), ...drafts]).map((form) => idOf(record, form)));
  await store.write(STORES, async (stores) => {
    await putMeta(stores.meta, { chain: envelope.chain });
    await Promise.all([stores.outbox.put(envelope.row), stores.index.put(rows.index)]);
    if (born) await Promise.all([stores.record_keys.put(birth.key), stores.cases.put(born), stores.meta.delete(birth.drop)]);
    await (ends ? destroy(record, stores) : keep(rows, draftIds, stores));
  });
  tellDrafts(record);
  tellSealed(); // it leaves as soon as it is made
  return entries;
}

/** Where the log of a record stands when it leaves the phone: a declined offer may be taken up, and its numbers go on. */
const endOf = (entries) => ({ count: entries.at(-1).number, last: entries.at(-1).digest, first: entries.at(-1).number + 1 });

async function sealBirth(record, { fromServer }) {
  return { record, sequence: 1, sealed: await sealOne(caseAddress(record, 1), fromServer) };
}

async function readContext(record, birth) {
  const [enrolment, manifest, chain, contact, bundle] = await Promise.all(["enrolment", "manifest", "chain", "contact", "bundle"].map(readMeta));
  const index = birth?.index ?? (await readIndex(record));
  if (!index) throw new Problem("unknown-record");
  if (isSealed(index.state)) throw new Problem("record-sealed");
  const [fromServer, { head, sequence }] = birth ? [birth.fromServer, { head: birth.head, sequence: 0 }] : await Promise.all([readServerCase(record), readHead(record)]);
  return { enrolment, manifest: manifest.manifest, chain: chain ?? { sequence: 0, previous: "" }, contact, bundle: bundle?.number ?? 0, index, fromServer, head, headSequence: sequence };
}

async function makeEntries(record, additions, { enrolment, contact, fromServer, head }) {
  const episode = fromServer.episodes.at(-1) ?? { authority: "", protocol_version: "" }; // begun here: nobody has said yet whose it is
  const entries = [];
  let previous = head.last;
  for (const { kind, form, formVersion = 1, answers, happenedAt, isChoice } of additions) {
    const now = new Date().toISOString();
    const others = isChoice ? {} : await othersIn(record, form, answers);
    const entry = {
      id: newId(), record, number: head.count + entries.length + 1, kind, form, form_version: formVersion,
      author: enrolment.user, device: enrolment.device,
      protocol: { authority: episode.authority, version: episode.protocol_version },
      app: document.documentElement.dataset.version,
      happened_at: happenedAt ?? now, recorded_at: now, offset_ms: contact?.offsetMs ?? null, previous, answers: wellFormed(answers),
      ...others,
      ...(ANSWERING.includes(kind) && { follows: followsOf(fromServer.entries, { ...answers, ...others.beside }, { record, device: enrolment.device }) }),
    };
    entries.push({ ...entry, digest: (previous = await digest(entry)) });
  }
  return entries;
}

/** Who else wrote of these answers, in a draft that was handed on: named with the entry for good. And what stands beside them until a person chooses. */
async function othersIn(record, form, answers) {
  const draft = await loadDraft(record, form).catch(() => null); // a damaged draft names nobody
  const [others, beside] = [writtenBy(draft?.handed, answers), draft?.handed?.beside ?? {}];
  return { ...(Object.keys(others).length && { written_by: others }), ...(Object.keys(beside).length && { beside: wellFormed(beside) }) };
}

/** Half of a character (an emoji cut by a limit) has no canonical form: it becomes the sign for "unreadable" and stops nothing. */
export function wellFormed(value) {
  if (typeof value === "string") return value.toWellFormed();
  if (Array.isArray(value)) return value.map(wellFormed);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, wellFormed(item)]));
}

async function makeEnvelope(record, entries, { enrolment, manifest, chain, bundle, fromServer, state, urgent }) {
  const [sealing] = manifest.sealing;
  const [id, created, sequence] = [newId(), new Date().toISOString(), chain.sequence + 1];
  const header = {
    v: 1, suite: SUITE, organisation: enrolment.organisation, key: sealing.key, device: enrolment.device, user: enrolment.user,
    envelope: id, sequence, previous: chain.previous, schema: "entries/1", urgent, created,
  };
  const payload = { record, child: fromServer.child.id, episodes: fromServer.episodes.map((episode) => episode.id), entries, state, bundle };
  const { bytes, hash } = await call("sealEnvelope", { header, sealingPoint: sealing.public, payload });
  const row = newRow({ id, record, sequence, urgent, entries: entries.map((entry) => entry.id), bytes, hash, sealedAt: created });
  return { row, chain: { sequence, previous: hash } };
}

async function sealRows(record, entries, { sequence, ...index }, { head, headSequence }, ends) {
  const next = { count: head.count + entries.length, last: entries.at(-1).digest, first: head.first };
  const items = [{ address: indexAddress(record, sequence + 1), value: index }];
  if (!ends) items.push({ address: headAddress(record, headSequence + 1), value: next });
  if (!ends) items.push(...entries.map((entry) => ({ address: entryAddress(record, entry.number), value: entry })));
  const [sealedIndex, sealedHead, ...sealedEntries] = await sealAll(items);
  return {
    index: { record, sequence: sequence + 1, sealed: sealedIndex },
    head: { record, sequence: headSequence + 1, sealed: sealedHead },
    entries: sealedEntries.map((sealed, at) => ({ record, number: entries[at].number, sealed })),
  };
}

async function keep(rows, draftIds, { heads, entries, drafts }) {
  await Promise.all([heads.put(rows.head), ...rows.entries.map((row) => entries.put(row)), ...draftIds.map((id) => drafts.delete(id))]);
}

/** The record's key goes first; what it opened would be unreadable, and goes too. */
async function destroy(record, { record_keys, cases, heads, entries, drafts, snapshots }) {
  await Promise.all([record_keys.delete(record), cases.delete(record), heads.delete(record), snapshots.delete(record)]);
  for (const rows of [entries, drafts]) {
    for (const key of await rows.index("record").getAllKeys(record)) await rows.delete(key);
  }
}
