/* Blank: the time and one button, nothing that tells what it hides. An interface guard; locking is the vault's. */

import { timeWords } from "../clock.js";
import { copy, onTap, slot } from "./dom.js";

let over = null;
let timer = 0;

/** Hides everything at once. @param {() => unknown} [goOn] what the one button does; without it, it shows the screen again */
export function showBlank(goOn = hideBlank) {
  hideBlank();
  over = copy("blank");
  const tell = () => (slot(over, "time").textContent = timeWords(Date.now()));
  tell();
  timer = setInterval(tell, 5000);
  onTap(slot(over, "on"), goOn);
  document.getElementById("app").hidden = true;
  document.body.append(over);
  slot(over, "on").focus();
}

export function hideBlank() {
  clearInterval(timer);
  over?.remove();
  over = null;
  document.getElementById("app").hidden = false;
}
