/* What a form takes from the protocol of the case: its own reasons for lateness, what its decline demands, what its guidance says to think of. */

import { question } from "../forms.js";
import { element } from "./dom.js";
import { capital } from "./events.js";

const QUESTIONS_OF_DECLINE = {
  declined_by: "decline.who", reason_in_own_words: "decline.words", carer_information: "decline.carer_offered",
  risk_still_considered: "decline.risk", offer_stays_open: "decline.told_open",
};
const ELSEWHERE = ["attempts"]; // has a row of its own

/** The reasons that this protocol gives, in its words; one that was ticked before stays. @param {ParentNode} form @param {object} content */
export function giveLateReasons(form, content) {
  const reasons = content.late_reasons ?? {};
  const place = question(form, "analysis.late_reason").querySelector(".govuk-checkboxes");
  const tiles = [...place.querySelectorAll(".govuk-checkboxes__item")];
  const codeOf = (tile) => tile.querySelector("input").value;
  for (const tile of tiles) {
    const reason = reasons[codeOf(tile)];
    tile.hidden = !reason && !tile.querySelector("input").checked;
    if (reason) tile.querySelector("label").textContent = reason.label;
  }
  const known = new Set(tiles.map(codeOf));
  place.append(...Object.keys(reasons).filter((code) => !known.has(code)).map((code, at) => copyOf(tiles[0], code, reasons[code].label, at)));
}

function copyOf(tile, code, label, at) {
  const made = tile.cloneNode(true);
  const [input, words] = [made.querySelector("input"), made.querySelector("label")];
  const id = `analysis-late_reason-own-${at}`;
  [input.id, input.value, input.checked, words.htmlFor, words.textContent, made.hidden] = [id, code, false, id, label, false];
  return made;
}

const sourceOf = (content, section, { cites }) => (cites ? ` ${content.taken_from[section]} ${cites[0].paragraph}.` : "");

/** Beside each question, whether the protocol demands it and where; what no question asks stands below, with the note. */
export function showDeclineNeeds(main, place, content) {
  const { fields = [], note = "" } = content.decline ?? {};
  const others = [];
  for (const field of fields.filter(({ needed }) => needed === "demanded")) {
    const asked = QUESTIONS_OF_DECLINE[field.field];
    const block = asked && question(main, asked);
    const words = `Demanded.${sourceOf(content, "decline", field)}`;
    if (block) block.append(element("p", { class: "rhi-small" }, words));
    else if (!ELSEWHERE.includes(field.field)) others.push(element("li", {}, `${capital(field.field.replaceAll("_", " "))}. ${words}`));
  }
  place.replaceChildren(...(others.length ? [element("ul", { class: "rhi-plain-list rhi-small" }, ...others)] : []), element("p", { class: "rhi-small" }, note));
}

/** Whether the protocol demands the attempts as evidence, and where. */
export function attemptsNeeded(content) {
  const field = content.decline?.fields.find((one) => one.field === "attempts" && one.needed === "demanded");
  return field ? `Demanded as evidence.${sourceOf(content, "decline", field)}` : "";
}

const TITLES = {
  aims: "What the talk is for", explore: "What to ask about", likelihood: "What the likelihood rests on", picture: "The picture to build",
  push_factors: "Push factors", pull_factors: "Pull factors",
};

/** The guidance's own lists, folded, with their paragraph. @param {object} content @param {string[]} names */
export function topicsOf(content, names) {
  const topics = content.interview_topics ?? {};
  return names.filter((name) => topics[name]).map((name) => {
    const { items, cites } = topics[name];
    const summary = element("summary", { class: "govuk-details__summary" }, element("span", { class: "govuk-details__summary-text" }, TITLES[name] ?? capital(name.replaceAll("_", " "))));
    const list = element("ul", { class: "govuk-list govuk-list--bullet" }, ...items.map((item) => element("li", {}, item)));
    const source = element("p", { class: "rhi-small" }, `${content.taken_from.interview_topics} ${cites[0].paragraph}`);
    return element("details", { class: "govuk-details rhi-more" }, summary, element("div", { class: "govuk-details__text" }, list, source));
  });
}

const TALK = ["aims", "explore", "picture", "push_factors", "pull_factors"];

/** For the talk: every list of the protocol but those that the analysis rests on. */
export const topicsOfTalk = (content) => topicsOf(content, [...TALK, ...Object.keys(content.interview_topics ?? {}).filter((name) => !TALK.includes(name) && name !== "likelihood")]);

/** For the analysis: how likely it is to happen again, push and pull. */
export const topicsOfAnalysis = (content) => topicsOf(content, ["likelihood", "push_factors", "pull_factors"]);
