/** Starts the app: one tab, the service worker, the guard; then the door (set up, or unlock), then the screens. */

import { enrolmentState } from "./enrolment.js";
import { closeDoor, complainOf, stand } from "./entrance/door.js";
import { showComparison, showEnrolment } from "./entrance/enrol.js";
import { refuseUnfit, refuseUninstalled } from "./entrance/fitness.js";
import { showForgotten, showTakenOut, showWiped } from "./entrance/recover.js";
import { showUnlock, showUnlockAtOnce } from "./entrance/unlock.js";
import * as guard from "./guard.js";
import { hideBlank, showBlank } from "./screens/blank.js";
import { onTap, slot } from "./screens/dom.js";
import { readMeta } from "./meta.js";
import * as screens from "./screens/index.js";
import { makeSnapshots, start as startSnapshots } from "./snapshots.js";
import * as sync from "./sync.js";
import * as tabs from "./tabs.js";
import * as updates from "./updates.js";
import * as vault from "./vault.js";

/** Agreement, interview, harm, reading back, the end of the visit, a decline: the child is there, or on the telephone. */
const WITH_THE_CHILD = /^\/app\/case\/[^/]+\/(05|06|07|08|10a|13)/;

const HIDDEN = { title: "Hidden", lead: "Nothing was closed." };

screens.useGuard({ blank: guard.blank, requireUnlock });
guard.beforeLock(() => screens.flush().finally(makeSnapshots)); // what is typed leaves sealed, too
guard.onChange((state) => state === "blank" && showBlank(comeBack));
guard.start({
  isInterview: () => WITH_THE_CHILD.test(location.pathname),
  isShowing: () => !document.getElementById("app").hidden,
});
vault.onLock(startAgain);
addEventListener("popstate", goneBack);
start().catch(showStuck);

async function start() {
  refuseUnfit();
  await updates.start().catch(() => undefined);
  return (await tabs.claim(letGo)) ? begin() : showElsewhere();
}

async function begin() {
  // Before anything is fetched: a request that reaches the older worker just then makes Chromium put the newer one off.
  if ((await vault.isEnrolled()) && updates.takeOverIfWaiting()) return undefined; // starts again with it, before anything is open
  startSnapshots();
  await sync.start();
  return showDoor();
}

async function showDoor() {
  if (!(await vault.isEnrolled())) {
    refuseUninstalled();
    const begin = () => showEnrolment(showScreen);
    return (await readMeta("wiped")) ? showWiped(begin) : begin();
  }
  if (await readMeta("order")) return showTakenOut(showScreen);
  return showUnlock({ byWords: vault.unlock, byPasskey: vault.unlockByPasskey, then: showScreen, forgot: () => showForgotten(showScreen, showDoor) });
}

async function showScreen() {
  const state = await enrolmentState();
  if (state === "claimed" || state === "proved") return showComparison(showScreen);
  closeDoor();
  const isElsewhere = location.pathname === "/app/enrol"; // where setting up began
  if (isElsewhere) history.replaceState(null, "", "/app/");
  return screens.show(location.pathname + location.search);
}

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

/** A new page remembers nothing: what a screen showed or held is gone with the old one. */
async function startAgain() {
  await screens.leave().catch(() => undefined);
  if (navigator.serviceWorker?.controller) return location.reload();
  hideBlank();
  return showDoor();
}

/** Another tab asked for the phone's records. */
async function letGo() {
  await guard.lockNow();
  showElsewhere();
}

/** Nothing can be opened at all: what it is, and that nothing was touched. */
function showStuck(error) {
  const screen = stand("stuck");
  complainOf(screen, error);
  onTap(slot(screen, "again"), async () => location.reload());
}

function showElsewhere() {
  onTap(slot(stand("elsewhere"), "take"), async () => {
    await tabs.takeOver(letGo);
    await begin().catch(showStuck);
  });
}
