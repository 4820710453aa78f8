/** What lies behind the door: the screens, sending and fetching, setting up. Loaded while the door stands, so that the door stands soon. */

import { enrolmentState } from "./enrolment.js";
import { closeDoor } from "./entrance/door.js";
import { showComparison, showEnrolment } from "./entrance/enrol.js";
import { refuseUninstalled } from "./entrance/fitness.js";
import { showEmptied, showForgotten, showTakenOut, showWiped } from "./entrance/recover.js";
import { showUnlock, showUnlockAtOnce } from "./entrance/unlock.js";
import * as guard from "./guard.js";
import { noteSetUp, wasSetUp } from "./kept.js";
import { readMeta } from "./meta.js";
import { hideBlank, showBlank } from "./screens/blank.js";
import * as screens from "./screens/index.js";
import { use } from "./screens/navigation.js";
import { makeSnapshots, start as startSnapshots } from "./snapshots.js";
import * as sync from "./sync.js";
import * as vault from "./vault.js";

const HIDDEN = { title: "Hidden", lead: "Nothing was closed." };

export { hideBlank };

/** Called once. The door may have been opened already. */
export async function start() {
  use({ blank: guard.blank, requireUnlock });
  guard.beforeLock(() => screens.flush().finally(makeSnapshots)); // what is typed leaves sealed, too
  guard.onChange((state) => state === "blank" && showBlank(comeBack));
  addEventListener("popstate", goneBack);
  startSnapshots();
  await sync.start();
  screens.prepare(location.pathname);
}

/** A phone that is not set up, or is no more. */
export async function showSetUp() {
  refuseUninstalled();
  const begin = () => showEnrolment(showScreen);
  if (await readMeta("wiped")) return showWiped(begin);
  return (await wasSetUp()) ? showEmptied(begin) : begin();
}

export const showOut = () => showTakenOut(showScreen);

/** @param {() => unknown} back where it was opened from */
export const showLost = (back) => showForgotten(showScreen, back);

/** The vault is open. */
export async function showScreen() {
  noteSetUp();
  const state = await enrolmentState();
  if (state === "claimed" || state === "proved") return showComparison(showScreen);
  closeDoor();
  const isElsewhere = location.pathname === "/app/enrol"; // where setting up began
  if (isElsewhere) history.replaceState(null, "", "/app/");
  return screens.show(location.pathname + location.search);
}

/** What is typed is on the disk, and nothing of it on the screen. */
export const leave = () => screens.leave().catch(() => undefined);

/** From a blank screen: by touch where that is enough, else by passkey or words. What is behind it stays as it was. */
async function comeBack() {
  const isBack = await guard.returnByTouch();
  hideBlank();
  if (!isBack) await showUnlockAtOnce(wayBack(() => undefined), HIDDEN);
}

/** Out of somebody else's hands: the owner first. @param {() => void} then */
function requireUnlock(then) {
  guard.blank();
  hideBlank();
  return showUnlock(wayBack(then), HIDDEN);
}

function wayBack(then) {
  const comeIn = () => {
    closeDoor();
    return then();
  };
  return { byWords: guard.returnByWords, byPasskey: guard.returnByPasskey, then: comeIn };
}

function goneBack() {
  if (!vault.isUnlocked()) return undefined;
  const there = () => screens.show(location.pathname + location.search);
  return screens.isGiven() ? requireUnlock(there) : there();
}
