/** Wrong words only slow down; nothing is ever dropped. The count is on disk, so that closing the app does not clear it. */

import { readMeta, writeMeta } from "./meta.js";

const WAITS_S = [0, 0, 0, 5, 15, 60];

/** Seconds until the next try is taken. @returns {Promise<number>} */
export async function secondsToWait(now = Date.now()) {
  const { count, lastAt } = (await readMeta("guesses")) ?? { count: 0, lastAt: 0 };
  if (count === 0) return 0;
  const wait = WAITS_S[Math.min(count, WAITS_S.length) - 1];
  const passed = (now - lastAt) / 1000;
  // A clock that was set back must not turn a minute into a year.
  return passed < 0 ? wait : Math.max(0, Math.ceil(wait - passed));
}

/** Counted before the words are tried: ending the app in the middle wins nothing. */
export async function countGuess(now = Date.now()) {
  const { count } = (await readMeta("guesses")) ?? { count: 0 };
  await writeMeta({ guesses: { count: count + 1, lastAt: now } });
}

export function forgiveGuesses() {
  return writeMeta({ guesses: { count: 0, lastAt: 0 } });
}
