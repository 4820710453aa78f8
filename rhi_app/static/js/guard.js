/**
 * Blank and lock are two things. Blank hides the screen (an interface guard); the key stays in its worker. Lock ends the worker
 * (a cryptographic guard), after what is typed has been put on disk.
 */

import * as vault from "./vault.js";

/** @typedef {"open"|"blank"|"locked"} Guard */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
export const BLANK_AFTER_MS = MINUTE; // without a touch
export const LOCK_IN_BACKGROUND_MS = 5 * MINUTE;
export const LOCK_IN_INTERVIEW_MS = 30 * MINUTE; // without a touch, while an interview or a call is open: nobody is locked out while listening
const CALL_MS = 30 * MINUTE; // from its start; one that is an interview lasts as long as the interview is open
export const LOCK_AFTER_MS = 12 * 60 * MINUTE;
const PATIENCE_WITH_DISK_MS = 3 * SECOND;
const TOUCHES = ["pointerdown", "keydown", "input", "touchstart"];

let state = "locked";
let since = { touch: 0, unlock: 0, hidden: null };
let page = { isInterview: () => false, isShowing: () => true };
let callAt = null;
let touchIsEnough = false;
const listeners = new Set();
const flushes = new Set();

/**
 * Begins to watch; called once.
 * @param {{isInterview: () => boolean, isShowing: () => boolean}} its whether the child is there, or on the telephone; whether
 *   anything of a record is on the screen (while six words are being compared there is nothing to hide)
 */
export function start(its) {
  page = its;
  vault.onUnlock(opened);
  for (const touch of TOUCHES) addEventListener(touch, () => (since.touch = Date.now()), { capture: true, passive: true });
  document.addEventListener("click", expectCall, { capture: true });
  document.addEventListener("visibilitychange", judgeVisibility);
  addEventListener("pagehide", judgeVisibility);
  setInterval(judge, SECOND);
}

/** @param {(state: Guard) => void} listener @returns {() => void} stops listening */
export function onChange(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** What puts unsaved answers on disk; it runs before the key goes. @param {() => Promise<unknown>} flush @returns {() => void} forgets it */
export function beforeLock(flush) {
  flushes.add(flush);
  return () => flushes.delete(flush);
}

/** Hides the screen: by the button or a hand-over, so that coming back takes the words, in a call, too. */
export function blank() {
  callAt = null;
  hide(false);
}

/** One touch returns from what idling or a call hid; where there is a passkey, one touch of that. @returns {Promise<boolean>} whether it was enough */
export async function returnByTouch() {
  const may = () => state === "blank" && touchIsEnough && Date.now() - since.touch <= LOCK_IN_INTERVIEW_MS;
  if (!may() || (await vault.hasPasskey()) || !may()) return false;
  show();
  return true;
}

/** @param {string} words */
export async function returnByWords(words) {
  await vault.checkWords(words);
  show();
}

export async function returnByPasskey() {
  await vault.checkPasskey();
  show();
}

/** Puts what is typed on disk, then ends the key. */
export async function lockNow() {
  if (state === "locked") return;
  change("locked"); // nothing is visible while the disk works
  const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE_WITH_DISK_MS));
  await Promise.race([Promise.allSettled([...flushes].map((flush) => flush())), patience]);
  vault.lock();
}

/** A call started from the app takes the phone to the background, maybe several times, and comes back from there by touch. */
function expectCall({ target }) {
  if (target instanceof Element && target.closest('a[href^="tel:"], a[href^="sms:"]')) callAt = Date.now();
}

function isCall() {
  if (callAt !== null && Date.now() - callAt > CALL_MS && !page.isInterview()) callAt = null;
  return callAt !== null;
}

function opened() {
  callAt = null;
  since = { touch: Date.now(), unlock: Date.now(), hidden: null };
  change("open");
}

function show() {
  touchIsEnough = false;
  since.touch = Date.now();
  change("open");
}

function hide(byTouch) {
  if (state === "locked" || (state === "open" && !page.isShowing())) return;
  // What was hidden by button or background does not become easier to open by idling on.
  touchIsEnough = byTouch && (state === "open" || touchIsEnough);
  change("blank");
  for (const flush of flushes) flush().catch(() => undefined); // the page may be ended without another word
}

function judgeVisibility(event) {
  const isHidden = event?.type === "pagehide" || document.visibilityState === "hidden";
  if (isHidden && since.hidden === null) since.hidden = Date.now();
  if (isHidden) hide(isCall());
  else {
    judge(); // timers sleep in the background: what was due meanwhile happens now
    since.hidden = null;
  }
}

function judge() {
  if (state === "locked") return;
  const now = Date.now();
  if (isLockDue(now)) lockNow();
  else if (state === "open" && now - since.touch > BLANK_AFTER_MS) hide(page.isInterview() || isCall());
}

function isLockDue(now) {
  if (now - since.unlock > LOCK_AFTER_MS) return true;
  if (page.isInterview() || isCall()) return now - since.touch > LOCK_IN_INTERVIEW_MS;
  return since.hidden !== null && now - since.hidden > LOCK_IN_BACKGROUND_MS;
}

function change(next) {
  if (state === next) return;
  state = next;
  document.documentElement.dataset.guard = next; // the style sheet hides at once, before any listener draws
  for (const listener of listeners) listener(next);
}
