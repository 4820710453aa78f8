/* A part of a form on the screen: filled from the vault, saved to it at every change, its chips and rows alive. */

import { lookOver, showAtFields, startChips } from "../errors.js";
import { addRow, collect, fill, idsIn, put } from "../forms.js";
import { makeSaver } from "../saver.js";
import { sayAuthors } from "./authors.js";
import { saySaving } from "./frame.js";

/**
 * @param {HTMLElement} root where the questions stand
 * @param {{answers: object, save: (answers: object) => Promise<string>, handed?: import("../drafts.js").Handed, status?: HTMLElement | null}} options
 *   `handed`: what of it somebody else wrote. `answers` are all of the form; those of other parts go along untouched. Without a `status` of its own the bar says "Saved 21:34"
 */
export function formSaver(root, { answers, save, handed, status = null }) {
  let kept = answers;
  fill(root, answers);
  startChips(root);
  startRows(root);
  const now = () => ({ ...without(kept, idsIn(root)), ...collect(root) });
  const saver = makeSaver(
    async () => {
      kept = now();
      return save(kept);
    },
    (saving) => saySaving(status ?? document.querySelector(".rhi-bar__status"), saving),
  );
  const say = () => sayAuthors(root, handed, now);
  for (const kind of ["input", "change"]) root.addEventListener(kind, () => [saver.touch(), say()]);
  say();
  root.addEventListener("focusout", ({ relatedTarget }) => sayFound(root, relatedTarget));
  return { saver, answers: now };
}

/** What there is to look at is said when its question is left, and kept as it stands. What is missing is nobody's error while writing. */
function sayFound(root, next) {
  const found = lookOver(root).filter(({ limit, block }) => limit !== "required" && !block.contains(next));
  if (found.length || root.querySelector("[data-found]")) showAtFields(root, found);
}

const without = (answers, ids) => Object.fromEntries(Object.entries(answers).filter(([id]) => !ids.includes(id)));

/** Add another; take one out. A row that holds words goes at the second tap: there is no undo for it. */
function startRows(root) {
  for (const list of root.querySelectorAll("[data-groups]")) {
    const block = list.closest("[data-block]");
    list.querySelector("[data-group-add]").addEventListener("click", () => {
      if (list.querySelectorAll("[data-group-row]").length >= Number(list.dataset.most)) return;
      const row = addRow(block);
      startNow(row);
      row.querySelector("input, textarea")?.focus();
    });
    list.addEventListener("click", (event) => takeOut(event, block));
  }
}

/** When somebody was told: now, until it is changed. A day in a list is left to be said. */
function startNow(row) {
  for (const block of row.querySelectorAll('[data-kind="moment"]')) put(block, new Date().toISOString());
}

function takeOut(event, block) {
  const button = event.target.closest("[data-group-out]");
  if (!button) return;
  const row = button.closest("[data-group-row]");
  const isSure = button.dataset.sure === "true" || ![...row.querySelectorAll("input, textarea")].some(({ value }) => value.trim());
  if (!isSure) {
    button.dataset.sure = "true";
    button.textContent = "Take out what is written here?";
    return;
  }
  row.remove();
  block.dispatchEvent(new Event("change", { bubbles: true }));
  block.querySelector("[data-group-add]").focus();
}
