/** One tab at a time: drafts are not merged. The tab that holds the lock works; another asks, and then this one puts all on disk and lets go. */

const LOCK = "rhi-app";
const PATIENCE_MS = 4000;

let release = null;
let channel = null;

/**
 * Takes the phone's records for this tab, if no other has them.
 * @param {() => Promise<void>} letGo what to do when another tab asks
 * @returns {Promise<boolean>}
 */
export function claim(letGo) {
  return new Promise((resolve, reject) => {
    const have = (lock) => {
      resolve(lock !== null);
      return lock && hold(letGo);
    };
    request({ ifAvailable: true }, have, letGo).catch(reject);
  });
}

/** Asks the other tab to let go; one that does not answer (it hangs) is not waited for. @param {() => Promise<void>} letGo */
export function takeOver(letGo) {
  const asking = new BroadcastChannel(LOCK);
  asking.postMessage("let-go");
  asking.close();
  return new Promise((resolve, reject) => {
    const have = () => {
      resolve();
      return hold(letGo);
    };
    const patience = AbortSignal.timeout(PATIENCE_MS);
    request({ signal: patience }, have, letGo)
      .catch((error) => (patience.aborted ? request({ steal: true }, have, letGo) : Promise.reject(error)))
      .catch(reject);
  });
}

/** Ends when the lock does. One that was taken away from us (we did not answer in time) is let go at once. */
async function request(options, have, letGo) {
  let isHeld = false;
  const noted = (lock) => {
    isHeld = lock !== null;
    return have(lock);
  };
  try {
    await navigator.locks.request(LOCK, options, noted);
  } catch (error) {
    if (!isHeld) throw error;
    drop();
    await letGo();
  }
}

function hold(letGo) {
  channel = new BroadcastChannel(LOCK);
  channel.onmessage = async ({ data }) => {
    if (data !== "let-go") return;
    await letGo();
    drop();
  };
  return new Promise((resolve) => {
    release = resolve;
  });
}

function drop() {
  channel?.close();
  release?.();
  [channel, release] = [null, null];
}
