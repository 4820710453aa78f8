/** What decides whether a phone may be relied on, read from the phone itself; and the words for each. */

import { listCases } from "../cases.js";
import { dayTimeWords } from "../clock.js";
import { readMeta } from "../meta.js";
import { unsentCount } from "../outbox.js";
import { state } from "../sync.js";
import { isKept, isWaiting } from "../updates.js";

const DAY_MS = 24 * 3600 * 1000;
const CLOCK_OFF_MS = 5 * 60 * 1000;
const ROOM_BYTES = 50 * 1024 * 1024; // an interview takes kilobytes; below this the browser may refuse any of them

/** @typedef {{tone: "ok"|"wait"|"late"|"note", title: string, text: string, does?: {label: string, act: () => Promise<unknown>}}} Line */

export async function readFacts() {
  const [contact, bundle, cases, unsent, kept, room, persisted] = await Promise.all([
    readMeta("contact"), readMeta("bundle"), listCases(), unsentCount(), isKept(), readRoom(), navigator.storage?.persisted?.() ?? false,
  ]);
  const isInstalled = matchMedia("(display-mode: standalone)").matches || navigator.standalone === true;
  return { contact, bundle, cases, unsent, kept, isInstalled, room, persisted, isUpdateWaiting: isWaiting(), problem: state().problem };
}

/** @param {Awaited<ReturnType<typeof readFacts>>} facts @param {number} now @returns {Line[]} */
export function linesOf(facts, now) {
  return [homeLine(facts), casesLine(facts, now), clockLine(facts), roomLine(facts), storageLine(facts), unsentLine(facts, now), updateLine(facts)].filter(Boolean);
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

function roomLine({ room }) {
  if (room === null) return { tone: "wait", title: "Room not known", text: "This browser does not say how much room is left" };
  const words = room >= 1e9 ? `${(room / 1e9).toFixed(1)} GB free` : `${Math.floor(room / 1e6)} MB free`;
  return room < ROOM_BYTES ? { tone: "late", title: "Hardly any room", text: `${words}. Delete something else on this phone` } : { tone: "ok", title: "Room", text: words };
}

function storageLine({ persisted }) {
  if (persisted) return { tone: "ok", title: "Storage is kept", text: "The phone has promised not to clear it" };
  return { tone: "wait", title: "Storage may be cleared", text: "The phone has not promised to keep it", does: { label: "Ask", act: () => navigator.storage.persist() } };
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
