/**
 * Wrong words only slow down; nothing is ever dropped. The count is on disk, so that closing the app does not clear it; where the
 * disk is full it is kept in memory, since nobody may be locked out at a door by a full phone.
 */

import { readMeta, writeMeta } from "./meta.js";

const WAITS_S = [0, 0, 0, 5, 15, 60];
const NONE = { count: 0, lastAt: 0, rightAt: null };

let unwritten = null;

/** Seconds until the next try is taken. @returns {Promise<number>} */
export async function secondsToWait(now = Date.now()) {
  const { count, lastAt } = await readGuesses();
  if (count === 0) return 0;
  const wait = WAITS_S[Math.min(count, WAITS_S.length) - 1];
  const passed = (now - lastAt) / 1000;
  // A clock that was set back must not turn a minute into a year.
  return passed < 0 ? wait : Math.max(0, Math.ceil(wait - passed));
}

/** Counted before the words are tried: ending the app in the middle wins nothing. */
export async function countGuess(now = Date.now()) {
  const { count, rightAt } = await readGuesses();
  await writeGuesses({ count: count + 1, lastAt: now, rightAt });
}

export function forgiveGuesses(now = Date.now()) {
  return writeGuesses({ ...NONE, rightAt: now });
}

/** When the words were last right: who unlocks by passkey every day forgets them. @returns {Promise<number | null>} */
export async function lastRightAt() {
  return (await readGuesses()).rightAt ?? null;
}

async function readGuesses() {
  return unwritten ?? (await readMeta("guesses")) ?? NONE;
}

async function writeGuesses(guesses) {
  try {
    await writeMeta({ guesses });
    unwritten = null;
  } catch {
    unwritten = guesses;
  }
}
