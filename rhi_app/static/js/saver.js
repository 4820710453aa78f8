/* Autosave: every change goes to the vault at once; while one is being written the next waits, and only the newest is written. */

import { timeWords } from "./clock.js";

const AGAIN_MS = 1000;

/** @typedef {{state: "saving"|"saved"|"failed", words: string, problem?: object}} Saving */

/**
 * @param {() => Promise<string>} save writes what stands on the screen now, resolves with the time when it is on the disk
 * @param {(saving: Saving) => void} tell
 */
export function makeSaver(save, tell) {
  let running = null;
  let again = false;
  let timer = 0;

  async function run() {
    clearTimeout(timer);
    tell({ state: "saving", words: "Saving" });
    do {
      again = false;
      try {
        const at = await save();
        if (!again) tell({ state: "saved", words: `Saved ${timeWords(Date.parse(at))}` });
      } catch (problem) {
        fail(problem);
      }
    } while (again);
  }

  function fail(problem) {
    tell({ state: "failed", words: "Not saved. Keep this open", problem });
    // A vault that was locked meanwhile has nothing to save to: what was flushed before the lock is what there is.
    if (problem.slug !== "locked" && problem.slug !== "record-sealed") timer = setTimeout(touch, AGAIN_MS);
  }

  function touch() {
    again = true;
    running ??= run().finally(() => (running = null));
    return running;
  }

  return {
    touch,
    /** Everything typed so far is on the disk when this resolves, or it was tried. */
    flush: () => running ?? Promise.resolve(),
    stop: () => clearTimeout(timer),
  };
}
