/* The clock, large, with what it rests on. */

import { dateWords, timeWords, momentOf } from "../clock.js";
import { firstDue } from "../several.js";
import { clockOf, dueAt, heldAt } from "./clock-of.js";
import { copy, element, icon, ring, say, slot, strong } from "./dom.js";
import { capital } from "./events.js";
import { linkTo } from "./frame.js";
import { pathOf } from "./navigation.js";
import { answerTo, citationOf } from "./rules.js";

const DAY = 24 * 3600 * 1000;
const NAMES = { Mon: "Monday", Tue: "Tuesday", Wed: "Wednesday", Thu: "Thursday", Fri: "Friday", Sat: "Saturday", Sun: "Sunday" };

export function clockCard(theCase, decision, record, now) {
  const words = clockOf(theCase, now);
  const card = say(copy("clock-card"), { strong: words.strong });
  card.classList.add(`rhi-clock--${words.tone}`);
  slot(card, "sign").replaceWith(words.icon === "ring" ? ring(words.share, true) : icon(words.icon, "rhi-icon rhi-icon--large"));
  const due = dueAt(theCase);
  slot(card, "due").replaceChildren(...dueWords(theCase, words, due));
  const answer = answerTo(decision, "deadlines", "held");
  slot(card, "rests").replaceChildren(restsOn(theCase, answer, now));
  const cite = citationOf(answer);
  if (cite) slot(card, "rests").append(" ", linkTo(pathOf(record, "17", "deadlines", "held"), cite, "govuk-link rhi-cite"));
  return card;
}

function dueWords(theCase, words, due) {
  const held = heldAt(theCase);
  if (due === null) return [words.rest && capital(words.rest)];
  const said = `${dateWords(due)}, ${timeWords(due)}`;
  return held === null ? ["Due ", strong(said)] : [strong(`${dateWords(held)}, ${timeWords(held)}`), `. It was due ${said}`];
}

function restsOn(theCase, answer, now) {
  const episode = firstDue(theCase);
  const start = momentOf(answer?.value?.from === "found" ? episode.found_at : episode.returned_at);
  const hours = answer?.value?.hours;
  if (start === null) return "The return is not known yet: the hours begin with it.";
  if (!hours) return element("span", {}, answer?.say ?? "No rule gives a number of hours. Ask a manager.");
  const from = answer.value.from === "found" ? "from the moment of being found on" : "from the return on";
  return element("span", {}, `${hours} hours ${from} ${dateWords(start)}, ${timeWords(start)}.${lastWholeDay(dueAt(theCase), now)}`);
}

/** ` Sunday is the last whole day.` while there is one. */
function lastWholeDay(due, now) {
  if (due === null || due - now < DAY) return "";
  return ` ${NAMES[dateWords(due - DAY).slice(0, 3)]} is the last whole day.`;
}
