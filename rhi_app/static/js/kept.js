/** Whether this phone has promised to keep what is written. A promise is asked for; it may be refused, and then the phone may clear it all. */

let isRefused = false;

/** @returns {Promise<boolean>} */
export async function isKept() {
  return (await navigator.storage?.persisted?.()) ?? false;
}

/** Asks; the answer is the phone's. */
export async function askToKeep() {
  isRefused = !(await navigator.storage?.persist?.());
}

/** Whether it was asked just now and said no. */
export const wasRefused = () => isRefused;

export const isDemonstration = () => "demonstration" in document.documentElement.dataset;

/* An empty cache whose name alone says it: it is kept apart from the databases, so that a phone which lost those can tell its owner. */
const SET_UP = "rhi-set-up";

export const noteSetUp = () => caches.open(SET_UP).catch(() => undefined);

/** Whether this phone has held a vault. @returns {Promise<boolean>} */
export const wasSetUp = () => caches.has(SET_UP);
