/* Who wrote what, where a draft was handed on: said at the question until it is written over. */

import { writtenBy } from "../drafts.js";
import { element } from "./dom.js";

/**
 * @param {HTMLElement} root where the questions stand
 * @param {import("../drafts.js").Handed | undefined} handed
 * @param {() => object} answers as they stand now
 */
export function sayAuthors(root, handed, answers) {
  if (!handed) return;
  const still = writtenBy(handed, answers());
  for (const block of root.querySelectorAll("[data-block]")) {
    const name = handed.names[still[block.dataset.block]];
    const line = block.querySelector(":scope > .rhi-written");
    if (!name) line?.remove();
    else if (!line) block.append(element("p", { class: "rhi-soft rhi-written" }, `Written by ${name}`));
  }
}
