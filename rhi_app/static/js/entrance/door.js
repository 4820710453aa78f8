/**
 * The door: where the screens stand that are shown before anything is open, beside the place of the others, so that what is typed
 * there stays while the words are asked for. With it the box for a problem and the field for words.
 */

import { toProblem } from "../problems.js";
import { copy, slot } from "../screens/dom.js";

/** Shows a screen at the door, and nothing of what is behind it. @param {string} name @returns {HTMLElement} */
export function stand(name) {
  const screen = copy(name);
  document.getElementById("app").hidden = true;
  document.getElementById("door").replaceChildren(screen);
  scrollTo(0, 0);
  return screen;
}

/** Lets in: what is behind shows again. */
export function closeDoor() {
  document.getElementById("door").replaceChildren();
  document.getElementById("app").hidden = false;
}

/** @param {HTMLElement} screen @param {string} title @param {string} text */
export function complain(screen, title, text) {
  slot(screen, "problem-title").textContent = title;
  slot(screen, "problem-text").textContent = text;
  const box = slot(screen, "problem");
  box.hidden = false;
  box.focus();
}

/** @param {HTMLElement} screen */
export function stopComplaining(screen) {
  slot(screen, "problem").hidden = true;
}

/** The first sentence is the title, what follows the text. @param {HTMLElement} screen @param {unknown} error */
export function complainOf(screen, error) {
  const [title, ...rest] = toProblem(error).sentence.split(/(?<=\.)\s/);
  complain(screen, title.replace(/\.$/, ""), rest.join(" "));
}

/** Runs when the form is sent, once until it is done. @param {HTMLElement} screen @param {() => Promise<void>} work */
export function onSend(screen, work) {
  let busy = false;
  slot(screen, "form").addEventListener("submit", async (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    slot(screen, "send").setAttribute("aria-busy", "true");
    try {
      await work();
    } catch (error) {
      complainOf(screen, error);
    } finally {
      busy = false;
      slot(screen, "send")?.removeAttribute("aria-busy");
    }
  });
}

/** Shows what is typed while the button is pressed in. @param {HTMLElement} screen @returns {HTMLInputElement} the field */
export function wordsField(screen) {
  const [field, button] = [slot(screen, "words"), slot(screen, "reveal")];
  button.addEventListener("click", () => {
    const isShown = field.type === "password";
    field.type = isShown ? "text" : "password";
    button.textContent = isShown ? "Hide" : "Show";
    button.setAttribute("aria-pressed", String(isShown));
  });
  return field;
}

/** Shows a note while there is no network. @param {HTMLElement} screen */
export function tellOffline(screen) {
  const note = slot(screen, "offline");
  const tell = () => {
    if (!screen.isConnected) return stop();
    note.hidden = navigator.onLine !== false;
  };
  const stop = () => {
    removeEventListener("online", tell);
    removeEventListener("offline", tell);
  };
  addEventListener("online", tell);
  addEventListener("offline", tell);
  tell();
}
