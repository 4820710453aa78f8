/** The service worker and its newer versions. A newer one is never taken over while a record is open: only at the door, with the vault locked. */

import { scriptAddress } from "./trusted.js";
import { isUnlocked } from "./vault.js";

const listeners = new Set();
let registration = null;
let asked = false;

/** Registers the service worker and looks for newer versions whenever the app comes to the front. */
export async function start() {
  if (!("serviceWorker" in navigator)) return;
  navigator.serviceWorker.addEventListener("controllerchange", () => asked && location.reload());
  registration = await navigator.serviceWorker.register(scriptAddress("service-worker"), { scope: "/app/", updateViaCache: "none" });
  registration.addEventListener("updatefound", watch);
  watch();
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && registration.update().catch(() => undefined));
}

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
  return true;
}

/** Whether the app is kept on the phone and opens without a network. @returns {Promise<boolean>} */
export async function isKept() {
  return Boolean(registration?.active) && (await caches.keys()).some((name) => name.startsWith("rhi-shell-"));
}

function watch() {
  const coming = registration.installing ?? registration.waiting;
  const told = () => isWaiting() && listeners.forEach((listener) => listener());
  coming?.addEventListener("statechange", told);
  told();
}
