/** What decides whether a phone may be relied on, read from the phone itself; and the words for each. */

import { listCases } from "../cases.js";
import { dayTimeWords } from "../clock.js";
import { lockNow } from "../guard.js";
import { lastRightAt } from "../guesses.js";
import * as promise from "../kept.js";
import { readMeta } from "../meta.js";
import { unsentCount } from "../outbox.js";
import { whyNoPasskey } from "../passkey.js";
import { Problem } from "../problems.js";
import { takes } from "../store.js";
import { state } from "../sync.js";
import { isKept, isWaiting } from "../updates.js";
import { hasPasskey, removePasskey } from "../vault.js";
import { setUpPasskey } from "./passkey.js";

const DAY_MS = 24 * 3600 * 1000;
const CLOCK_OFF_MS = 5 * 60 * 1000;
const ROOM_BYTES = 50 * 1024 * 1024; // an interview takes kilobytes; below this the browser may refuse any of them
const PROBE_BYTES = 4 * 1024 * 1024; // the largest thing that is ever stored: one envelope
const WORDS_FADE_MS = 14 * DAY_MS;

/** @typedef {{tone: "ok"|"wait"|"late"|"note", title: string, text: string, does?: {label: string, act: () => Promise<unknown>}}} Line */

export async function readFacts() {
  const [contact, bundle, cases, unsent, kept, room, takesWrites, persisted, hasOne, noPasskey, wordsAt] = await Promise.all([
    readMeta("contact"), readMeta("bundle"), listCases(), unsentCount(), isKept(), readRoom(), takes(PROBE_BYTES), promise.isKept(), hasPasskey(), whyNoPasskey(),
    lastRightAt(),
  ]);
  return {
    contact, bundle, cases, unsent, kept, room, takesWrites, persisted, hasPasskey: hasOne, noPasskey, wordsAt, isInstalled: isInstalled(),
    wasRefused: promise.wasRefused(), isDemonstration: promise.isDemonstration(), isUpdateWaiting: isWaiting(), problem: state().problem,
  };
}

function isInstalled() {
  return matchMedia("(display-mode: standalone)").matches || navigator.standalone === true;
}

/** @param {Awaited<ReturnType<typeof readFacts>>} facts @param {number} now @returns {Line[]} */
export function linesOf(facts, now) {
  return [
    homeLine(facts), passkeyLine(facts, now), casesLine(facts, now), clockLine(facts), roomLine(facts), storageLine(facts), unsentLine(facts, now), updateLine(facts),
  ].filter(Boolean);
}

/** Those that can be put right while the phone is being set up. @param {Awaited<ReturnType<typeof readFacts>>} facts @param {number} now @returns {Line[]} */
export function firstLinesOf(facts, now) {
  return [homeLine(facts), passkeyLine(facts, now), clockLine(facts), roomLine(facts), storageLine(facts)];
}

function passkeyLine({ hasPasskey: isSet, noPasskey, wordsAt }, now) {
  if (!isSet && noPasskey) return { tone: "note", title: "Four words, no passkey", text: new Problem(noPasskey).sentence };
  if (!isSet) return { tone: "note", title: "Four words, no passkey yet", text: "A fingerprint or a face opens it faster, without a network too", does: { label: "Set up", act: () => new Promise(setUpPasskey) } };
  const isFading = wordsAt === null || now - wordsAt > WORDS_FADE_MS;
  if (isFading) return { tone: "wait", title: "Use your four words once", text: "They open it when the passkey does not. Lock, then unlock with them", does: { label: "Lock", act: lockNow } };
  return { tone: "ok", title: "Passkey and four words", text: `Words last used ${dayTimeWords(wordsAt, now)}`, does: { label: "Remove", act: removePasskey } };
}

function homeLine({ kept, isInstalled }) {
  if (!kept) return { tone: "late", title: "Not kept on this phone yet", text: "Keep it open a minute, with a network" };
  if (isInstalled) return { tone: "ok", title: "On the home screen", text: "Opens without a network" };
  return { tone: "wait", title: "Not on the home screen", text: "It opens without a network. Add it from the browser’s menu, so that the phone does not clear it" };
}

function casesLine({ bundle, cases }, now) {
  if (!bundle) return { tone: "late", title: "No cases fetched yet", text: "Send and fetch, with a network" };
  const damaged = cases.filter(({ problem }) => problem?.slug === "damaged").length;
  const count = cases.length === 1 ? "1 case" : `${cases.length} cases`;
  const words = damaged ? `${damaged} cannot be read. Send and fetch, with a network` : "all whole";
  return { tone: damaged ? "wait" : "ok", title: "Cases fetched", text: `${dayTimeWords(Date.parse(bundle.at), now)}: ${count}, ${words}` };
}

function clockLine({ contact }) {
  const offset = contact?.offsetMs ?? null;
  if (offset === null) return { tone: "wait", title: "Clock not compared yet", text: "Send and fetch, with a network" };
  const words = `${offWords(Math.abs(offset))} ${offset < 0 ? "fast" : "slow"}`;
  if (Math.abs(offset) > CLOCK_OFF_MS) return { tone: "wait", title: `This phone is ${words}`, text: "Both times are kept. Set the clock in the phone’s settings" };
  return { tone: "ok", title: "Clock", text: Math.abs(offset) < 1000 ? "Right to the second" : words };
}

function offWords(ms) {
  const [minutes, seconds] = [Math.round(ms / 60_000), Math.round(ms / 1000)];
  if (ms >= 90_000) return `${minutes} min`;
  return seconds === 1 ? "1 second" : `${seconds} seconds`;
}

function roomLine({ room, takesWrites }) {
  if (!takesWrites) return { tone: "late", title: "Nothing can be stored", text: "It was tried just now. Delete something else on this phone, or start it again" };
  if (room === null) return { tone: "wait", title: "Room not known", text: "This browser does not say how much room is left" };
  const words = room >= 1e9 ? `${(room / 1e9).toFixed(1)} GB free` : `${Math.floor(room / 1e6)} MB free`;
  return room < ROOM_BYTES ? { tone: "late", title: "Hardly any room", text: `${words}. Delete something else on this phone` } : { tone: "ok", title: "Room", text: words };
}

function storageLine({ persisted, wasRefused, isDemonstration }) {
  if (persisted) return { tone: "ok", title: "Storage is kept", text: "The phone has promised not to clear it" };
  const how = wasRefused ? "It said no. Put the app on the home screen, open it from there, and ask again" : "The phone has not promised to keep it";
  const rest = isDemonstration ? ". A demonstration goes on all the same" : ". No interview is begun on it until it has";
  return { tone: isDemonstration ? "wait" : "late", title: "Storage may be cleared", text: how + rest, does: { label: "Ask", act: promise.askToKeep } };
}

function unsentLine({ unsent: { count, oldestAt } }, now) {
  if (count === 0) return { tone: "ok", title: "All received", text: "Nothing is only here" };
  const oldest = Date.parse(oldestAt);
  const isOld = now - oldest > DAY_MS;
  const text = `Oldest: ${dayTimeWords(oldest, now)}${isOld ? ". Find a network today" : ". They leave by themselves when there is a network"}`;
  return { tone: isOld ? "wait" : "note", title: `${count} only on this phone`, text };
}

function updateLine({ isUpdateWaiting }) {
  return isUpdateWaiting ? { tone: "note", title: "A newer version is ready", text: "It starts after this visit, when this phone is locked" } : null;
}

async function readRoom() {
  try {
    const { quota, usage } = await navigator.storage.estimate();
    return quota - usage;
  } catch {
    return null;
  }
}
