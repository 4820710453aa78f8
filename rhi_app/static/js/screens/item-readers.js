/* Who may receive each person, place, thing: at first as this record's routing has it. Beyond that it goes only with a reason. */

import { answerOf } from "../forms.js";
import { pageOf, ruleFor } from "../recipients.js";
import { viewAsFinished } from "./shared-lines.js";
import { selection } from "./tables.js";

const CODES = { "": "nobody", social_worker: "social_worker", police_liaison: "police_liaison", "social_worker police_liaison": "both" };
const PAGES = { both: ["social_worker", "police_liaison"], social_worker: ["social_worker"], police_liaison: ["police_liaison"], nobody: [] };

/** @param {HTMLElement} main @param {object} theCase @param {object} common */
export async function chooseReaders(main, theCase, common) {
  const lists = [...main.querySelectorAll('[data-kind="groups"]')].filter((block) => template(block).querySelector('[data-block="goes_to"]'));
  if (!lists.length) return;
  const [view, { questions }] = await Promise.all([viewAsFinished(theCase, common), selection()]);
  for (const block of lists) {
    const usual = PAGES.both.filter((page) => readersOf(view, page).every((reader) => ["always", "ticked"].includes(ruleFor(questions[block.dataset.block], view, reader))));
    for (const input of template(block).querySelectorAll('[data-block="goes_to"] input')) input.toggleAttribute("checked", input.value === CODES[usual.join(" ")]);
    const look = () => block.querySelectorAll("[data-group-row]").forEach((row) => askWhy(row, usual));
    block.addEventListener("change", look);
    new MutationObserver(look).observe(block.querySelector("[data-group-rows]"), { childList: true });
  }
}

/** Who reads this page here; a page that nobody reads is decided by the table. */
function readersOf(view, page) {
  const readers = Object.keys(view.sharing).filter((reader) => pageOf(view, reader) === page);
  return readers.length ? readers : [page];
}

const template = (block) => block.querySelector("template[data-group]").content;

/** A reason is asked where it goes beyond the usual, and what was written stays in sight. */
function askWhy(row, usual) {
  const [chosen, why] = ["goes_to", "why"].map((name) => row.querySelector(`[data-block="${name}"]`));
  const isBeyond = (PAGES[answerOf(chosen)] ?? []).some((page) => !usual.includes(page));
  why.hidden = !isBeyond && answerOf(why) === null;
}
