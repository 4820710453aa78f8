/* "When: now, 21:02. Change": paper is caught up later, so a time may be earlier; it may not be in the future. */

import { timeWords } from "../clock.js";
import { readMoment, typedFor } from "../moments.js";
import { copy, onTap, slot, strong } from "./dom.js";

const A_MINUTE = 60_000;
export const FUTURE = "This is in the future. Check the date.";

/**
 * @param {HTMLElement} place
 * @returns {{moment: () => string | null | undefined}} when it happened; null for "now"; undefined while it cannot be read, which is said beside the field
 */
export function whenBlock(place) {
  const block = copy("when");
  place.replaceChildren(block);
  slot(block, "now").replaceChildren("When: ", strong(`now, ${timeWords(Date.now())}`));
  const parts = slot(block, "parts");
  onTap(slot(block, "change"), () => open(block, parts));
  return { moment: () => (parts.hidden ? null : read(block, parts)) };
}

function open(block, parts) {
  const typed = typedFor(Date.now());
  for (const input of parts.querySelectorAll("input")) input.value ||= typed[input.dataset.part];
  parts.hidden = false;
  slot(block, "line").hidden = true;
  parts.querySelector("input").focus();
}

function read(block, parts) {
  const typed = Object.fromEntries([...parts.querySelectorAll("input")].map((input) => [input.dataset.part, input.value.trim()]));
  const { answer, sentence, part } = readMoment(typed);
  const isLater = answer && Date.parse(answer) > Date.now() + A_MINUTE;
  const wrong = sentence ?? (isLater ? FUTURE : "");
  slot(block, "wrong").textContent = wrong;
  slot(block, "wrong").hidden = !wrong;
  if (!wrong) return answer;
  parts.querySelector(`[data-part="${part ?? "day"}"]`).focus();
  return undefined;
}
