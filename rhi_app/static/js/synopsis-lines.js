/* The lines that the interviewer ticks for each reader, before finishing. Mirrors domain/synopsis_lines.py. */

import { pageOf, ruleFor, ruleOf, tickedLines } from "./recipients.js";
import { harmBlocks } from "./synopsis-sections.js";
import { blockOf, inOrder, isWishedAway } from "./synopsis.js";
import { clean, named, textOf } from "./synopsis-words.js";

// Facts of the notice, how it was offered and who signed go by themselves: nobody ticks them.
const NOT_TICKED = ["facts", "offers", "agreement", "declined", "amended", "asked", "harm"];

/**
 * Each with its kind, its text, whether it is ticked, and why the tick is locked: `always` or `wish`; empty: it may be changed.
 * @returns {{question: string, kind: string, label: string, text: string, ticked: boolean, locked: string}[]}
 */
export function linesOf(view, reader, selection) {
  const found = harmLines(view, reader, selection);
  for (const [questionId, question] of inOrder(selection.questions)) {
    const rule = ruleFor(question, view, reader);
    if (rule === "never" || NOT_TICKED.includes(question.section)) continue;
    const block = blockOf(questionId, question, view, false);
    if (block === null) continue;
    const label = named(question.label ?? "", view);
    found.push({ question: questionId, kind: question.kind, label, text: said(block), ...tickOf(questionId, question, rule, view, reader) });
  }
  return clean(found);
}

function harmLines(view, reader, selection) {
  const may = Object.fromEntries(Object.entries(selection.questions).filter(([, question]) => ruleOf(question, pageOf(view, reader)) === "always"));
  const blocks = view.harm.flatMap((event) => harmBlocks(event, view, may));
  const kindOf = ({ kind }) => (kind === "words" ? "words" : "fact");
  return blocks.map((block) => ({
    question: "harm.words", ticked: true, locked: "always", kind: kindOf(block), label: block.label, text: said(block),
  }));
}

function tickOf(questionId, question, rule, view, reader) {
  if (rule === "always") return { ticked: true, locked: "always" };
  if (isWishedAway(questionId, question, view)) return { ticked: false, locked: "wish" };
  if (rule === "offered") return { ticked: tickedLines(view, "taken_in", reader).includes(questionId), locked: "" };
  return { ticked: !tickedLines(view, "left_out", reader).includes(questionId), locked: "" };
}

function said(block) {
  if (block.kind !== "table") return textOf(block.text);
  return block.rows.map((row) => row.map(textOf).filter(Boolean).join(", ")).join("; ");
}
