/* The lines that the interviewer ticks for each reader, before finishing. Mirrors domain/synopsis_lines.py. */

import { lineKeptOut } from "./addresses.js";
import { pageOf, ruleFor, ruleOf, tickedLines } from "./recipients.js";
import { forReader, isChosen, isItems } from "./synopsis-rows.js";
import { harmBlocks } from "./synopsis-sections.js";
import { revealedIn, tellingText } from "./synopsis-source.js";
import { blocksOf, inOrder, isWishedAway } from "./synopsis.js";
import { clean, named, textOf } from "./synopsis-words.js";

// Facts of the notice, how it was offered and who signed go by themselves: nobody ticks them.
const NOT_TICKED = ["facts", "offers", "agreement", "declined", "amended", "asked", "harm"];

/**
 * Each with its kind, its text, whether it is ticked, why the tick is locked (`always`, `wish`, or `rows`: chosen item by item; empty: it may
 * be changed), the word that would show who said it, and each address in it, where it goes or may be ticked yet.
 * @returns {{question: string, kind: string, label: string, text: string, ticked: boolean, locked: string, reveals: string, addresses: object[]}[]}
 */
export function linesOf(view, reader, selection) {
  const own = forReader(view, reader, selection);
  const found = inOrder(selection.questions).map(([questionId, question]) => lineOf(questionId, question, { whole: view, own, reader, selection }));
  return clean([...harmLines(view, reader, selection), ...found.filter(Boolean)]).map((line) => lineKeptOut(line, view));
}

/** null: there is nothing to tick. */
function lineOf(questionId, question, { whole, own, reader, selection }) {
  const rule = ruleFor(question, own, reader);
  if (rule === "never" || NOT_TICKED.includes(question.section)) return null;
  const hasAny = ({ answers }) => !Array.isArray(answers[questionId]) || answers[questionId].length > 0;
  const view = hasAny(own) ? own : whole; // where no item goes, what does not go is shown all the same
  const blocks = blocksOf(questionId, question, view, false);
  if (blocks.length === 0) return null;
  const text = blocks.map(said).join("\n");
  const label = named(question.label || selection.sections[question.section].heading, view);
  const isByItem = Boolean(question.rows) && isChosen(whole.answers[questionId]);
  const tick = tickOf(questionId, question, rule, own, reader, isByItem);
  const telling = tellingText(view.answers[questionId], text);
  const reveals = tick.ticked || !tick.locked ? revealedIn(telling, question.kind, view, pageOf(own, reader)) : "";
  return { question: questionId, kind: question.kind, label, text, ...tick, reveals };
}

function harmLines(view, reader, selection) {
  const page = pageOf(view, reader);
  const may = Object.fromEntries(Object.entries(selection.questions).filter(([, question]) => ruleOf(question, page) === "always"));
  return view.harm.flatMap((event) => harmBlocks(event, view, may)).map((block) => harmLine(block, view, page));
}

/** The young person's own words alone may give away who said it: the rest is codes, and who was told. */
function harmLine(block, view, page) {
  const [text, isWords] = [said(block), block.kind === "words"];
  const reveals = isWords ? revealedIn(text, "words", view, page) : "";
  return { question: "harm.words", ticked: true, locked: "always", kind: isWords ? "words" : "fact", label: block.label, text, reveals };
}

function tickOf(questionId, question, rule, view, reader, isByItem) {
  if (rule === "always") return { ticked: true, locked: "always" };
  if (isWishedAway(questionId, question, view)) return { ticked: false, locked: "wish" };
  if (isByItem) return { ticked: isItems(view.answers[questionId]), locked: "rows" };
  if (rule === "offered") return { ticked: tickedLines(view, "taken_in", reader).includes(questionId), locked: "" };
  return { ticked: !tickedLines(view, "left_out", reader).includes(questionId), locked: "" };
}

function said(block) {
  if (block.kind !== "table") return textOf(block.text);
  return block.rows.map((row) => row.map(textOf).filter(Boolean).join(", ")).join("; ");
}
