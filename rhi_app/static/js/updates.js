/** The service worker and its newer versions. A newer one is never taken over while a record is open: only at the door, with the vault locked. */

import { scriptAddress } from "./trusted.js";
import { isUnlocked } from "./vault.js";

const SCOPE = "/app/";
const PATIENCE_MS = 5000;

const listeners = new Set();
let registration = null;
let asked = false;

/** Finds what is kept already; that takes no network. */
export async function find() {
  if (!("serviceWorker" in navigator)) return;
  navigator.serviceWorker.addEventListener("controllerchange", () => asked && location.reload());
  watch(await navigator.serviceWorker.getRegistration(SCOPE));
}

/** Looks for newer versions: now, and whenever the app comes to the front. */
export function start() {
  if (!("serviceWorker" in navigator)) return;
  const looking = navigator.serviceWorker.register(scriptAddress("service-worker"), { scope: SCOPE, updateViaCache: "none" });
  looking.then(watch).catch(() => undefined); // without one the app still works while there is a network
  document.addEventListener("visibilitychange", lookAgain);
}

const lookAgain = () => document.visibilityState === "visible" && registration?.update().catch(() => undefined);

/** A newer version waits. @returns {boolean} */
export function isWaiting() {
  return Boolean(registration?.waiting && navigator.serviceWorker.controller);
}

/** @param {() => void} listener */
export function onWaiting(listener) {
  listeners.add(listener);
}

/** At the door, with nothing open: takes the newer version and starts again with it. @returns {boolean} whether there was one */
export function takeOverIfWaiting() {
  if (isUnlocked() || !isWaiting()) return false;
  asked = true;
  registration.waiting.postMessage("take-over");
  setTimeout(() => isUnlocked() || location.reload(), PATIENCE_MS); // one that was put off comes in with the next start
  return true;
}

/** Whether the app is kept on the phone and opens without a network. @returns {Promise<boolean>} */
export async function isKept() {
  return Boolean(registration?.active) && (await caches.keys()).some((name) => name.startsWith("rhi-shell-"));
}

function watch(found) {
  if (!found || found === registration) return;
  registration = found;
  registration.addEventListener("updatefound", () => follow(registration.installing));
  follow(registration.installing ?? registration.waiting);
}

function follow(coming) {
  const told = () => isWaiting() && listeners.forEach((listener) => listener());
  coming?.addEventListener("statechange", told);
  told();
}
