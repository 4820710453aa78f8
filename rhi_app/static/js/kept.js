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
