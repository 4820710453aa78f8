/** 01 Unlock. Says nothing of what is inside, not even a count. Wrong words slow down, never destroy, and it says so. */

import { secondsToWait } from "../guesses.js";
import { say, slot } from "../screens/dom.js";
import { isWaiting, onWaiting, takeOverIfWaiting } from "../updates.js";
import { complain, complainOf, onSend, stand, stopComplaining, tellOffline, wordsField } from "./door.js";

const NOT_OPENED = "Those words did not open it";
const KEPT = "Nothing is deleted, however often you try.";

/**
 * @param {(words: string) => Promise<void>} open opens the vault, or comes back from a blank screen
 * @param {{title: string, lead: string} | null} [words] other than those of a locked phone
 */
export async function showUnlock(open, words = null) {
  const screen = say(stand("unlock"), words ?? {});
  const field = wordsField(screen);
  tellOffline(screen);
  tellUpdate(screen);
  onSend(screen, async () => {
    if (!field.value.trim()) return field.focus();
    if ((await secondsToWait()) > 0) return; // the button says how long
    slot(screen, "send").textContent = "Opening";
    try {
      await open(field.value);
    } catch (error) {
      await refuse(screen, error);
    } finally {
      field.value = "";
    }
  });
  await holdBack(screen, false); // the wait outlives a restart
  field.focus();
}

async function refuse(screen, error) {
  slot(screen, "send").textContent = "Unlock";
  if (error.slug !== "wrong-words" && error.slug !== "wait") return complainOf(screen, error);
  await holdBack(screen, true);
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
