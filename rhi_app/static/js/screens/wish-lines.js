/* Which answers the wish not to share is about: chosen here, with the young person, and kept as question ids. */

import { question } from "../forms.js";
import { element } from "./dom.js";
import { headingOf } from "./interview-form.js";

const ID = "help.not_to_share_lines";

/** @param {ParentNode} main @param {HTMLElement} form all questions @param {object} answers */
export function wishLines(main, form, answers) {
  const block = question(main, ID);
  if (!block) return;
  const kept = block.querySelector("input");
  const chosen = new Set(answers[ID] ?? []);
  const ids = Object.keys(answers).filter((id) => /^(before|during|back|help)\./.test(id) && !id.startsWith("help.not_to_share"));
  if (!ids.length) return;
  const boxes = ids.map((id, at) => box({ form, main, id, at, isChosen: chosen.has(id) }));
  const legend = element("legend", { class: "govuk-fieldset__legend govuk-fieldset__legend--s" }, "Which answers is it about?");
  block.append(element("fieldset", { class: "govuk-fieldset" }, legend, element("div", { class: "govuk-checkboxes rhi-tiles rhi-tiles--boxes rhi-tiles--rows" }, ...boxes)));
  block.addEventListener("change", () => {
    const now = [...block.querySelectorAll("input[type=checkbox]:checked")].map((input) => input.value);
    kept.value = now.length ? JSON.stringify(now) : "";
  });
}

function box({ form, main, id, at, isChosen }) {
  const input = element("input", { class: "govuk-checkboxes__input", type: "checkbox", id: `wish-${at}`, value: id, checked: isChosen });
  const heading = question(main, id) ? headingOf(main, id) : headingOf(form, id);
  return element("div", { class: "govuk-checkboxes__item" }, input, element("label", { class: "govuk-label govuk-checkboxes__label", for: input.id }, heading));
}
