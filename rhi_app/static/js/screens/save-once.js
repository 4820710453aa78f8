/* The main button of a form: what there is to look at is said once; the second tap saves it as it stands. */

import { lookOver, showFound } from "../errors.js";
import { renameNext } from "./frame.js";

/** @param {HTMLElement} main @param {{returnedAt?: string | null}} [known] @returns {boolean} whether to go on now */
export function isToBeSaved(main, known) {
  const found = lookOver(main, known);
  showFound(main, found);
  if (!found.length || main.dataset.shown === "true") return true;
  main.dataset.shown = "true";
  renameNext("Save it all the same");
  return false;
}

/** Where a save failed: in words, and the screen stays as it is. @param {HTMLElement} main @param {{sentence: string}} problem */
export function sayNotSaved(main, problem) {
  const place = main.querySelector("[data-slot=failed]");
  place.hidden = false;
  place.querySelector("p").textContent = problem.sentence;
  place.scrollIntoView({ block: "center" });
}
