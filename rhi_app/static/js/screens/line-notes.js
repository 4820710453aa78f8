/* Beside a line of what is sent: a warning where it would show who said it, the way to change it, and the reason for going beyond the usual. */

import { element, icon } from "./dom.js";
import { linkTo } from "./frame.js";
import { pathOf } from "./index.js";
import { interviewOf, placeIn } from "./interview-form.js";

const FORMS = { lists: "lists", risk: "analysis", analysis: "analysis" };

/** @param {object} theCase @param {{question: string, reveals: string, locked: string}} line @returns {Promise<HTMLElement[]>} */
export async function noteOf(theCase, { question, reveals, locked }) {
  const way = reveals || locked === "rows" ? await wayTo(theCase, question, reveals ? "Reword" : "Change") : null;
  if (!reveals) return way ? [way] : [];
  const words = element("span", {}, "This may show who said it: ", element("span", { translate: "no" }, `“${reveals}”`), ".");
  return [element("p", { class: "rhi-hint-line rhi-tick__warning" }, icon("warning"), words), way].filter(Boolean);
}

/** The interviewer's own part can be changed until the end; what was agreed with the young person cannot, but can be left out. */
async function wayTo(theCase, question, label) {
  const name = FORMS[question.split(".")[0]];
  if (!name) return null;
  const { form } = await interviewOf(theCase, name);
  const place = placeIn(form, question);
  return place.length ? linkTo(pathOf(theCase.record, "06d", name, ...place), label, "rhi-call rhi-tick__way") : null;
}

/** It goes once there is a reason. @param {(why: string) => void} set */
export function askReason(row, input, kept, set) {
  const id = `${input.id}-why`;
  const field = element("input", { class: "govuk-input", type: "text", id, autocomplete: "off", spellcheck: "false", translate: "no", dir: "auto" });
  const label = element("label", { class: "govuk-label", for: id }, "Why do they need it? It goes once you have said so.");
  const block = element("div", { class: "govuk-form-group rhi-tick__why" }, label, field);
  field.value = kept;
  block.hidden = !input.checked;
  input.addEventListener("change", () => {
    block.hidden = !input.checked;
    if (input.checked) field.focus();
    set(field.value.trim());
  });
  field.addEventListener("input", () => set(field.value.trim()));
  row.append(block);
}
