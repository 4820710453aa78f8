/** 01 Unlock. Says nothing of what is inside, not even a count. Wrong words slow down, never destroy, and it says so. */

import { secondsToWait } from "../guesses.js";
import { onTap, say, slot } from "../screens/dom.js";
import { isWaiting, onWaiting, takeOverIfWaiting } from "../updates.js";
import { hasPasskey } from "../vault.js";
import { complain, complainOf, onSend, stand, stopComplaining, tellOffline, wordsField } from "./door.js";
import { offerRescue } from "./rescue.js";

const NOT_OPENED = "Those words did not open it";
const KEPT = "Nothing is deleted, however often you try.";

/** @typedef {{byWords: (words: string) => Promise<void>, byPasskey: () => Promise<void>, then: () => unknown, forgot?: () => unknown}} Ways what opens, or comes back from a blank screen */

/** The passkey first where there is one, the words below it. @param {Ways} ways @param {{title?: string, lead?: string}} [words] other than those of a locked phone */
export async function showUnlock(ways, words = {}) {
  const screen = say(stand("unlock"), words);
  const field = wordsField(screen);
  tellOffline(screen);
  tellUpdate(screen);
  slot(screen, "forgotten").hidden = !ways.forgot; // behind a blank screen the vault is open: nothing is lost yet
  onTap(slot(screen, "forgot"), async () => ways.forgot());
  offerRescue(screen);
  onSend(screen, async () => {
    if (!field.value.trim()) return field.focus();
    if ((await secondsToWait()) > 0) return; // the button says how long
    slot(screen, "send").textContent = "Opening";
    await opened(screen, () => ways.byWords(field.value), ways.then);
    field.value = "";
  });
  if (await hasPasskey()) offerPasskey(screen, field, ways);
  else field.focus();
  await holdBack(screen, false); // the wait outlives a restart
  return screen;
}

/** As above; the touch that brought us here is already the wish to use the passkey. @param {Ways} ways @param {{title?: string, lead?: string}} words */
export async function showUnlockAtOnce(ways, words) {
  const screen = await showUnlock(ways, words);
  if (!slot(screen, "passkey").hidden) slot(screen, "by-passkey").click();
}

function offerPasskey(screen, field, ways) {
  const [place, form] = [slot(screen, "passkey"), slot(screen, "form")];
  const showWords = (isShown) => {
    form.hidden = !isShown;
    slot(screen, "use-words").hidden = isShown;
    slot(screen, "by-passkey").classList.toggle("govuk-button--secondary", isShown); // one main button
  };
  [place.hidden, form.hidden] = [false, true];
  onTap(slot(screen, "use-words"), async () => {
    showWords(true);
    field.focus();
  });
  onTap(slot(screen, "by-passkey"), async () => {
    stopComplaining(screen);
    if (!(await opened(screen, ways.byPasskey, ways.then))) showWords(true);
  });
  slot(screen, "by-passkey").focus();
}

/** @returns {Promise<boolean>} */
async function opened(screen, open, then) {
  try {
    await open();
  } catch (error) {
    await refuse(screen, error);
    return false;
  }
  await then();
  return true;
}

async function refuse(screen, error) {
  slot(screen, "send").textContent = "Unlock";
  if (error.slug !== "wrong-words" && error.slug !== "wait") return complainOf(screen, error);
  return holdBack(screen, true);
}

/** Counts the wait down on the button itself; while it lasts nothing is tried. */
async function holdBack(screen, isRefused) {
  const seconds = await secondsToWait();
  if (seconds === 0) return isRefused ? complain(screen, NOT_OPENED, KEPT) : undefined;
  const button = slot(screen, "send");
  button.setAttribute("aria-disabled", "true");
  complain(screen, NOT_OPENED, `You can try again in ${seconds} seconds. ${KEPT}`);
  const tick = async () => {
    if (!screen.isConnected) return clearInterval(timer);
    const left = await secondsToWait();
    button.textContent = left > 0 ? `Unlock in ${left} s` : "Unlock";
    if (left > 0) return undefined;
    clearInterval(timer);
    button.removeAttribute("aria-disabled");
    return stopComplaining(screen);
  };
  const timer = setInterval(tick, 1000);
  await tick();
}

function tellUpdate(screen) {
  const tell = () => {
    slot(screen, "update").hidden = !isWaiting();
  };
  onWaiting(tell);
  tell();
  slot(screen, "take-update").addEventListener("click", takeOverIfWaiting);
}
