/* "What makes you think so" stands below a question once it is answered with something to explain; what was written there is never hidden. */

import { answerOf, question } from "../forms.js";

const NOTHING_TO_SAY = ["no", "none", "not_needed", "not_known"];

/** By their ids: `risk.hurt_why` belongs to `risk.hurt`. @param {HTMLElement} main */
export function openReasons(main) {
  const pairs = [...main.querySelectorAll('[data-block$="_why"]')].map((why) => [question(main, why.dataset.block.replace(/_why$/, "")), why]);
  const look = () => pairs.filter(([asked]) => asked).forEach(([asked, why]) => (why.hidden = !isToExplain(answerOf(asked)) && answerOf(why) === null));
  look();
  main.addEventListener("change", look);
}

function isToExplain(answer) {
  if (answer === null || answer.unanswered) return false;
  return [answer].flat().some((code) => !NOTHING_TO_SAY.includes(code));
}
