/* Beside a line of what is sent: a warning where it would show who said it, or holds an address; the way to change it, and the reason for going
   beyond the usual. */

import { element, icon } from "./dom.js";
import { linkTo } from "./frame.js";
import { pathOf } from "./navigation.js";
import { interviewOf, placeIn } from "./interview-form.js";

const FORMS = { lists: "lists", risk: "analysis", analysis: "analysis" };

/** @param {object} theCase @param {{question: string, reveals: string, locked: string, addresses: object[]}} line @param {string} who gets it */
export async function noteOf(theCase, { question, reveals, locked, addresses }, who) {
  const said = reveals ? [["This may show who said it: ", quoted([reveals]), "."]] : [];
  const warnings = [...said, ...addressNotes(addresses, `Goes to: ${who}.`)];
  const way = warnings.length || locked === "rows" ? await wayTo(theCase, question, warnings.length ? "Reword" : "Change") : null;
  return [...warnings.map(warning), way].filter(Boolean);
}

/** The child's own is kept out; any other goes as it is. @param {{text: string, known: boolean}[]} addresses @param {string} goes */
export function addressNotes(addresses, goes) {
  const [own, others] = [true, false].map((isOwn) => [...new Set(addresses.filter(({ known }) => known === isOwn).map(({ text }) => text))]);
  return [own.length ? ["Where they live: ", quoted(own), ". It is kept out."] : null, others.length ? ["An address: ", quoted(others), `. ${goes}`] : null].filter(Boolean);
}

const quoted = (texts) => element("span", { translate: "no" }, `“${texts.join("”, “")}”`);

const warning = (words) => element("p", { class: "rhi-hint-line rhi-tick__warning" }, icon("warning"), element("span", {}, ...words));

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
