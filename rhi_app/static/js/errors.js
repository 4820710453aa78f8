/* What there is to look at, by the field and on top. It never keeps anything from being saved. */

import { answerOf, chipsOf, partsOf, question } from "./forms.js";
import { brokenLimit, brokenTime, limitsOf, sentenceOf } from "./limits.js";
import { readDay, readMoment } from "./moments.js";
import { element } from "./screens/dom.js";

/** @typedef {{sentence: string, control: HTMLElement, block: HTMLElement, limit?: string}} Found */

const READERS = { day: readDay, moment: readMoment };

/**
 * @param {ParentNode} root @param {{returnedAt?: string | null}} [known] when the child came back, where a talk is held against it
 * @returns {Found[]} in the order of the page
 */
export function lookOver(root, known = {}) {
  const asked = [...root.querySelectorAll("[data-block]")].filter((block) => block.dataset.kind !== "groups");
  return asked.flatMap((block) => foundIn(block, { now: new Date().toISOString(), ...known, root }));
}

function foundIn(block, known) {
  const found = READERS[block.dataset.kind] ? partsProblem(block, known) : limitProblem(block);
  return found ? [{ ...found, block }] : [];
}

const limitedIn = (block) => [block, ...block.querySelectorAll("*")].find((node) => Object.keys(node.dataset).some((name) => name.startsWith("error")));

function limitProblem(block) {
  const limited = limitedIn(block);
  if (!limited) return null;
  const answer = answerOf(block);
  const value = answer === null || typeof answer === "object" ? (Array.isArray(answer) ? answer : "") : answer;
  const limit = answer?.unanswered ? null : brokenLimit(value, limitsOf(limited));
  return limit && { limit, sentence: sentenceOf(limited, limit), control: block.querySelector("textarea, input:not([type=hidden]), select, button") };
}

function partsProblem(block, known) {
  const inputs = partsOf(block);
  const typed = Object.fromEntries(Object.entries(inputs).map(([part, input]) => [part, input.value.trim()]));
  if (Object.values(typed).every((text) => text === "")) return null;
  const { sentence, part, answer } = READERS[block.dataset.kind](typed);
  if (sentence) return { sentence, control: inputs[part] };
  const limited = limitedIn(block);
  const limits = limited && limitsOf(limited);
  const limit = limited && brokenTime(answer, limits, { ...known, startedAt: momentAt(known.root, limits.after) });
  return limit ? { limit, sentence: sentenceOf(limited, limit), control: inputs.day } : null;
}

/** What another question of the page says, if it is a moment. */
function momentAt(root, id) {
  const block = id && question(root, id);
  const answer = block && answerOf(block);
  return typeof answer === "string" ? answer : null;
}

/** Says each sentence beside its field. @param {HTMLElement} main @param {Found[]} found */
export function showAtFields(main, found) {
  clearFound(main);
  for (const one of found) showAtField(one);
}

/** Says each sentence beside its field and, on top, as a link to it. @param {HTMLElement} main @param {Found[]} found */
export function showFound(main, found) {
  showAtFields(main, found);
  if (found.length) {
    const summary = summaryOf(found);
    main.prepend(summary);
    summary.focus();
  }
}

/** @param {ParentNode} root */
export function clearFound(root) {
  root.querySelectorAll("[data-found]").forEach((node) => node.remove());
  root.querySelectorAll(".govuk-form-group--error").forEach((node) => node.classList.remove("govuk-form-group--error"));
  root.querySelectorAll("[aria-invalid]").forEach((node) => {
    node.removeAttribute("aria-invalid");
    node.setAttribute("aria-describedby", node.dataset.described ?? "");
    if (!node.dataset.described) node.removeAttribute("aria-describedby");
  });
}

function showAtField({ sentence, control, block }) {
  const id = `${control.id || block.dataset.block.replaceAll(".", "-")}-found`;
  const hidden = element("span", { class: "govuk-visually-hidden" }, "Look at this: ");
  const message = element("p", { class: "govuk-error-message", id, "data-found": true }, hidden, sentence);
  const group = block.querySelector(".govuk-form-group") ?? block;
  group.classList.add("govuk-form-group--error");
  const before = group.querySelector(".govuk-radios, .govuk-checkboxes, .govuk-date-input") ?? control;
  before.before(message);
  control.dataset.described = control.getAttribute("aria-describedby") ?? "";
  control.setAttribute("aria-describedby", `${control.dataset.described} ${id}`.trim());
  control.setAttribute("aria-invalid", "true");
}

function summaryOf(found) {
  const links = found.map(({ sentence, control }) => {
    const link = element("a", { href: `#${control.id}` }, sentence);
    link.addEventListener("click", (event) => {
      event.preventDefault(); // the address stays: a fragment would count as a step back
      control.focus();
    });
    return element("li", {}, link);
  });
  return element(
    "div",
    { class: "govuk-error-summary", role: "alert", tabindex: "-1", "data-found": true },
    element("h2", { class: "govuk-error-summary__title" }, "There is something to look at"),
    element("div", { class: "govuk-error-summary__body" }, element("ul", { class: "govuk-list govuk-error-summary__list" }, ...links)),
  );
}

/**
 * One of the three answers that are no answer, or words: tapped again a chip lets go, words let it go, and a chip never takes words away.
 * @param {HTMLElement} root
 */
export function startChips(root) {
  for (const block of root.querySelectorAll("[data-block]")) {
    const chips = chipsOf(block);
    let chosen = chips.find((chip) => chip.checked) ?? null;
    for (const chip of chips) {
      chip.addEventListener("click", () => {
        const hasWords = typeof answerOf(block) === "string" || Array.isArray(answerOf(block));
        chip.checked = chosen !== chip && !hasWords;
        chosen = chip.checked ? chip : null;
        noteOf(block).textContent = hasWords ? "There is an answer above. Take it out first." : "";
        chip.dispatchEvent(new Event("change", { bubbles: true }));
      });
    }
    block.addEventListener("input", (event) => {
      if (chips.includes(event.target)) return;
      chips.forEach((chip) => (chip.checked = false));
      chosen = null;
    });
  }
}

function noteOf(block) {
  const there = block.querySelector("[data-chip-note]");
  if (there) return there;
  const note = element("p", { class: "rhi-soft", role: "status", "data-chip-note": true });
  block.append(note);
  return note;
}
