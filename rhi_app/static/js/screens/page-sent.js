/* The page that will be sent, one column: its facts, sections and blocks as the server prints them. */

import { copy, element, slot, say } from "./dom.js";

const HELD_BACK = "It rests on agreement that is not there, so it is held back until a manager decides.";
const NO_LINE = "No line is ticked, or the protocol sends nothing.";

/** @param {object | null} content as synopsis.js selects it @param {boolean} isHeldBack @returns {HTMLElement} */
export function sentPage(content, isHeldBack) {
  const main = copy("page-sent");
  if (!content) return say(main, { title: "Nothing is sent to this reader now", to: isHeldBack ? HELD_BACK : NO_LINE });
  say(main, { title: content.title, to: runs(content.to), closing: runs(content.closing) });
  slot(main, "facts").replaceChildren(...content.facts.filter(({ rows }) => rows.length).flatMap(factsOf));
  slot(main, "sections").replaceChildren(...content.sections.map(sectionOf));
  return main;
}

function factsOf({ caption, rows }) {
  const heading = caption ? [element("h2", { class: "govuk-heading-m" }, caption)] : [];
  const pairs = rows.flatMap(({ label, text }) => [element("dt", {}, label), element("dd", { translate: "no" }, ...runs(text))]);
  return [...heading, element("dl", { class: "rhi-facts" }, ...pairs)];
}

function sectionOf({ heading, tone, blocks }) {
  const classes = `rhi-sent${tone ? ` rhi-sent--${tone}` : ""}`;
  return element("section", { class: classes }, element("h2", { class: "govuk-heading-m" }, heading), ...blocks.flatMap(blockOf));
}

const FOUR_KINDS = ["fact", "words", "opinion", "other"];

function blockOf(block) {
  if (block.kind === "table") return [tableOf(block)];
  if (block.kind === "signatures") return block.items.map(({ text }) => element("p", { class: "rhi-soft" }, "Signature: ", ...runs(text)));
  const label = block.label ? element("p", { class: "rhi-kind__label" }, block.label) : null;
  const text = element("p", { class: "rhi-kind__text", translate: "no" }, ...runs(block.text));
  return [element("div", { class: FOUR_KINDS.includes(block.kind) ? `rhi-kind rhi-kind--${block.kind}` : "rhi-sent__plain" }, label, text)];
}

function tableOf({ columns, rows }) {
  return element("div", {}, ...rows.map((cells) => element("dl", { class: "rhi-facts rhi-panel" },
    ...cells.flatMap((cell, at) => [element("dt", {}, columns[at]), element("dd", { translate: "no" }, ...runs(cell))]))));
}

/** A text is a list of runs: a string, strong words, or a citation. Nothing in it is read as markup. */
const runs = (text) => [text ?? []].flat().map(runOf);

function runOf(run) {
  if (typeof run === "string") return run;
  return run.cite ? element("span", { class: "rhi-cite" }, run.cite) : element("strong", {}, run.b ?? "");
}
