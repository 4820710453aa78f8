/* What was promised last time and what would help, so that the talk can begin with what has changed since. */

import { dayTimeWords, momentOf } from "../clock.js";
import { element, strong } from "./dom.js";

/** A line for each earlier episode, the newest first; below it what was promised. @param {object[]} earlier @param {number} now @returns {HTMLElement[]} */
export const earlierLines = (earlier, now) => earlier.toReversed().map((one) => element("li", {}, `${dayTimeWords(momentOf(one.at), now)}: ${one.summary}`, ...promised(one)));

function promised({ promised: actions = [], would_help: help }) {
  const lines = actions.map(({ what, who, by }) => element("li", {}, strong("Promised: "), [what, who, by && `by ${by}`].filter(Boolean).join(", ")));
  if (help) lines.push(element("li", { translate: "no", class: "rhi-said" }, `“${help}”`));
  return lines.length ? [element("ul", { class: "govuk-list govuk-list--bullet" }, ...lines)] : [];
}

/** On top of the talk; nothing where there was no talk before. @param {object[]} earlier @param {number} now */
export function lastTime(earlier, now) {
  const last = earlier.findLast(({ promised: actions, would_help: help }) => actions || help);
  if (!last) return [];
  const summary = element("summary", { class: "govuk-details__summary" }, element("span", { class: "govuk-details__summary-text" }, "Last time. What has changed since?"));
  return [element("details", { class: "govuk-details rhi-more" }, summary, element("ul", { class: "govuk-details__text govuk-list" }, ...earlierLines([last], now)))];
}
