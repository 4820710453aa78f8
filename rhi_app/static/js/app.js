/** Starts the app: one tab, the service worker, the guard; then the door. What lies behind it (inside.js) is loaded while it stands. */

import { complainOf, stand } from "./entrance/door.js";
import { refuseUnfit } from "./entrance/fitness.js";
import { showUnlock } from "./entrance/unlock.js";
import * as guard from "./guard.js";
import { readMeta } from "./meta.js";
import { beginNewLog } from "./new-log.js";
import { onTap, slot } from "./screens/dom.js";
import * as tabs from "./tabs.js";
import * as updates from "./updates.js";
import * as vault from "./vault.js";

/** Agreement, interview, harm, reading back, the end of the visit, a decline: the child is there, or on the telephone. */
const WITH_THE_CHILD = /^\/app\/case\/[^/]+\/(05|06|07|08|10a|13)/;

let behind = null;

guard.start({
  isInterview: () => WITH_THE_CHILD.test(location.pathname),
  isShowing: () => !document.getElementById("app").hidden,
});
vault.onLock(startAgain);
start().catch(showStuck);

async function start() {
  refuseUnfit();
  const found = updates.find().catch(() => undefined);
  return (await tabs.claim(letGo)) ? begin(found) : showElsewhere();
}

/** @param {Promise<unknown>} [found] what is kept of the app is known */
async function begin(found) {
  const [isEnrolled] = await Promise.all([vault.isEnrolled(), found]);
  // Before anything is fetched: a request that reaches the older worker just then makes Chromium put the newer one off.
  if (isEnrolled && updates.takeOverIfWaiting()) return undefined; // starts again with it, before anything is open
  try {
    await showDoor();
  } finally {
    updates.start();
  }
  vault.warmUp();
  return inside();
}

/** @returns {Promise<typeof import("./inside.js")>} loaded and started, once */
function inside() {
  behind ??= load();
  return behind;
}

async function load() {
  document.head.append(document.getElementById("behind-the-door").content); // all its modules side by side, not level by level
  const module = await import("./inside.js");
  await module.start();
  return module;
}

async function showDoor() {
  const [isEnrolled, order] = await Promise.all([vault.isEnrolled(), readMeta("order")]);
  if (!isEnrolled) return (await inside()).showSetUp();
  if (order) {
    beginNewLog();
    return (await inside()).showOut();
  }
  const then = async () => (await inside()).showScreen();
  const forgot = async () => (await inside()).showLost(showDoor);
  const door = showUnlock({ byWords: vault.unlock, byPasskey: vault.unlockByPasskey, then, forgot });
  beginNewLog(door);
  return door;
}

/** A new page remembers nothing: what a screen showed or held is gone with the old one. */
async function startAgain() {
  const module = await behind?.catch(() => null);
  await module?.leave();
  if (navigator.serviceWorker?.controller) return location.reload();
  module?.hideBlank();
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
