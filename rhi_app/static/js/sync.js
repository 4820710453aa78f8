/**
 * Sending and fetching, driven by the page: at the start, in the foreground, when the network comes, by a timer that backs off,
 * by a button. Each envelope goes on its own: one that fails holds up no other, and nothing leaves this phone's disk on its account.
 */

import { fetchBundle } from "./bundle.js";
import { enrolmentState, prove } from "./enrolment.js";
import { hearOrder } from "./lost.js";
import { readMeta, writeMeta } from "./meta.js";
import { request, requestJson } from "./network.js";
import { allRows, dropSpare, onSealed } from "./outbox.js";
import { Problem, toProblem } from "./problems.js";
import { checkDraftReceipt, takeManifest, takeWords } from "./receipts.js";
import { takeReached } from "./reached.js";
import { lookedAtBy, ofItself } from "./said.js";
import { isUnreachable, sendAll } from "./sending.js";
import { leap as leapSnapshot, markSent, unsentSnapshots } from "./snapshots.js";
import { dropTakenBack } from "./taken-back.js";
import { isUnlocked, onUnlock } from "./vault.js";

/** @typedef {{network: "none"|"network"|"sending", sending: [number, number], lastContactAt: string|null, offsetMs: number|null, problem: Problem|null, rounds: number}} State
 * `rounds` counts what was gone through to its end: only then is what the server said on the disk. */

const WAITS_S = [5, 15, 30, 60, 120, 300];
const QUIET_S = 60; // nothing unsent: only to learn of new cases, by a few bytes; a mail has told that one waits
const ASKED_AT_ONCE = 500;
const CONTACT_KEPT_MS = 10_000;
const ROUNDS_IN_A_ROW = 5; // then the timer goes on: whoever asks must not wait for ever because something else keeps asking

const listeners = new Set();
let failures = 0;
let timer = null;
let running = null;
let again = false;
let keptContactAt = 0;
let current = { network: networkNow(), sending: [0, 0], lastContactAt: null, offsetMs: null, problem: null, rounds: 0 };

/** @returns {State} */
export function state() {
  return current;
}

/** @param {(state: State) => void} listener @returns {() => void} stops listening */
export function onChange(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Begins; from here on everything leaves by itself. */
export async function start() {
  const contact = await readMeta("contact");
  change({ lastContactAt: contact?.lastAt ?? null, offsetMs: contact?.offsetMs ?? null });
  addEventListener("online", () => sendAndFetch());
  addEventListener("offline", () => change({ network: "none" }));
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && sendAndFetch());
  onUnlock(() => sendAndFetch());
  onSealed(() => sendAndFetch());
  sendAndFetch();
}

/** Sends what is sealed and, when unlocked, fetches what is new. Asked for while running, it runs once more after. @returns {Promise<State>} */
export function sendAndFetch() {
  again = running !== null;
  running ??= runs().finally(() => {
    running = null;
  });
  return running;
}

async function runs() {
  for (let round = 0; round < ROUNDS_IN_A_ROW && (again || round === 0); round += 1) {
    again = false;
    await once();
  }
  if (again) timer = later(WAITS_S[0]);
  return current;
}

async function once() {
  clearTimeout(timer);
  let problem = null;
  try {
    if ((await enrolmentState()) !== null) problem = await exchange();
  } catch (error) {
    problem = toProblem(error);
  }
  failures = problem?.tryAgain && problem.slug !== "device-not-active" ? failures + 1 : 0; // waiting for a person is no failure
  const network = isUnreachable(problem) ? "none" : networkNow();
  change({ network, sending: [0, 0], problem: problem?.slug === "locked" ? null : problem, rounds: current.rounds + 1 });
  timer = later(await secondsToNext());
}

function later(seconds) {
  clearTimeout(timer);
  return setTimeout(sendAndFetch, 1000 * seconds);
}

/** Each part on its own: what the one could not do must not keep the next from trying. Gives the first problem. */
async function exchange() {
  const problems = [await sendAll((at, of) => change({ network: "sending", sending: [at, of] }), contactedLately)];
  if (!isUnreachable(problems[0])) problems.push(await outcome(sendSnapshots)); // after the entries: those count more
  if (!problems.some(isUnreachable)) problems.push(await outcome(hearOrder));
  if (isUnlocked() && !isUnreachable(problems[0])) {
    for (const part of [prove, fetchStatus, fetchNew, dropTakenBack]) problems.push(await outcome(part));
  }
  return problems.find(Boolean) ?? null;
}

async function outcome(part) {
  try {
    await part();
    return null;
  } catch (error) {
    return toProblem(error);
  }
}

async function sendSnapshots() {
  for (const row of await unsentSnapshots()) {
    try {
      const answer = await (await request("/sync/drafts", { method: "POST", body: row.bytes })).json();
      await checkDraftReceipt(row, answer);
      await markSent(row, answer);
    } catch (error) {
      if (error.slug !== "snapshot-older") throw error;
      await leapSnapshot(row);
    }
  }
}

async function fetchStatus() {
  const rows = await allRows();
  const asked = [...rows.filter(({ receipt, processed }) => receipt && !processed), ...rows.filter(({ processed, bytes }) => processed && bytes)].slice(0, ASKED_AT_ONCE);
  const unsent = rows.filter(({ receipt }) => !receipt).length;
  const { answer, offsetMs } = await requestJson("/sync/status", { envelopes: asked.map(({ id }) => id), unsent, ...(await ofItself(rows)) }, true);
  await contacted(offsetMs);
  await takeManifest(answer.manifest);
  const problems = await takeWords(asked, answer.envelopes);
  await takeReached(answer.records, lookedAtBy(asked, answer.looked_at));
  const problem = problems.find(Boolean);
  if (problem) throw problem;
  await dropSpare(asked.map(({ id }) => id));
}

async function fetchNew() {
  if (await fetchBundle()) change({});
}

/** A write for each of a hundred would cost more than sending them. */
async function contactedLately() {
  if (Date.now() - keptContactAt > CONTACT_KEPT_MS) await contacted();
}

async function contacted(offsetMs = current.offsetMs) {
  const contact = { lastAt: new Date().toISOString(), offsetMs };
  await writeMeta({ contact });
  keptContactAt = Date.now();
  change({ lastContactAt: contact.lastAt, offsetMs });
}

async function secondsToNext() {
  if (failures > 0) return WAITS_S[Math.min(failures, WAITS_S.length) - 1];
  // Just let in, and the first bundle is being made: nobody looks at an empty list for a minute.
  const isNew = (await enrolmentState()) === "proved" || !(await readMeta("bundle"));
  const isWaiting = isNew || (await allRows()).some(({ receipt, processed, problem }) => receipt && !processed && !problem);
  return isWaiting ? WAITS_S[0] : QUIET_S;
}

function networkNow() {
  return navigator.onLine === false ? "none" : "network";
}

function change(part) {
  current = { ...current, ...part };
  for (const listener of listeners) listener(current);
}
