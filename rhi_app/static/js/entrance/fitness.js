/** Whether this browser can hold a vault at all, and whether it will keep it. */

import { Problem } from "../problems.js";

const NEEDED = [
  () => globalThis.crypto?.subtle, // only on a secure address
  () => globalThis.indexedDB,
  () => navigator.locks,
  () => globalThis.CompressionStream && new CompressionStream("deflate-raw"),
  () => String.prototype.toWellFormed,
  () => AbortSignal.timeout,
];

/** Throws when something is missing that the vault rests on. */
export function refuseUnfit() {
  if (!NEEDED.every(isThere)) throw new Problem("browser-too-old");
}

/**
 * On an iPhone a page in a tab loses what it stores after seven days without a visit, and its storage is not the installed app's:
 * a phone is set up inside the installed app only. Only that browser says whether it is installed.
 */
export function refuseUninstalled() {
  if (navigator.standalone === false) throw new Problem("install-first");
}

function isThere(look) {
  try {
    return Boolean(look());
  } catch {
    return false; // it knows the name and not this kind
  }
}
