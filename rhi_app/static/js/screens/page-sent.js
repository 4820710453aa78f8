/* The page that will be sent, one column: its sections and blocks as the server prints them. */

import { copy, element, slot, say } from "./dom.js";

/** @param {object | null} content as synopsis.js selects it @returns {HTMLElement} */
export function sentPage(content) {
  const main = copy("page-sent");
  if (!content) return say(main, { title: "Nothing is sent to this reader", to: "No line is ticked, or the protocol sends nothing." });
  say(main, { title: content.title, to: content.to });
  const facts = content.facts.flatMap((fact) => [element("dt", {}, fact.label), element("dd", { translate: "no" }, ...runs(fact.text))]);
  slot(main, "facts").replaceChildren(...facts);
  slot(main, "sections").replaceChildren(...content.sections.map(sectionOf));
  return main;
}

function sectionOf({ heading, tone, blocks }) {
  return element("section", { class: `rhi-sent${tone ? ` rhi-sent--${tone}` : ""}` }, element("h2", { class: "govuk-heading-m" }, heading), ...blocks.map(blockOf));
}

function blockOf(block) {
  if (block.kind === "table") return tableOf(block);
  const label = block.label ? element("p", { class: "rhi-kind__label" }, block.label) : null;
  return element("div", { class: `rhi-kind rhi-kind--${block.kind}` }, label, element("p", { class: "rhi-kind__text", translate: "no" }, ...runs(block.text)));
}

function tableOf({ columns, rows }) {
  return element("div", {}, ...rows.map((cells) => element("dl", { class: "rhi-facts rhi-panel" },
    ...cells.flatMap((cell, at) => [element("dt", {}, columns[at]), element("dd", { translate: "no" }, ...runs(cell))]))));
}

/** A text is a list of runs: a string, strong, or a citation; a single string is one run. Nothing in it is read as markup. */
function runs(text) {
  return [text].flat().map((run) => (typeof run === "string" ? run : run.b !== undefined ? element("strong", {}, run.b) : element("span", { class: "rhi-cite" }, run.cite ?? "")));
}
