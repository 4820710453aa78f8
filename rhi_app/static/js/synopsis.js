/* What of a record goes to one reader. Mirrors domain/synopsis.py, so that the interviewer sees offline exactly what is sent.

   const protocols = { ...common.protocols, holidays: common.bank_holidays };       the bundle without its cases
   const view = viewOf({ ...theCase, interviewer: { name: account.name } }, rulesOf(theCase, protocols));
   select(view, "social_worker", selection)                                         null: this reader gets nothing
   linesOf(view, "social_worker", selection)                                        (synopsis-lines.js) what can be ticked */

import { keptOut } from "./addresses.js";
import { COPIES } from "./decided.js";
import { NAMED, pageOf, ruleFor, tickedLines } from "./recipients.js";
import { factsOf } from "./synopsis-facts.js";
import { forReader, isItems, tableOf } from "./synopsis-rows.js";
import { SPECIAL } from "./synopsis-sections.js";
import { capital, choiceWords, clean, dateOf, named, proofWords, unansweredWords } from "./synopsis-words.js";

const MERGED = ["fact", "opinion"]; // short lines of one kind stand together; words and what others said each keep their own block

/** The whole synopsis for one recipient; null: there is none. @param {object} view @param {string} reader @param {object} selection */
export function select(whole, reader, selection, { urgent = false } = {}) {
  const view = forReader(whole, reader, selection);
  const layoutName = layoutOf(view, urgent);
  const role = selection.readers[pageOf(view, reader)];
  const layout = role?.layouts[layoutName];
  if (!layout || !isSent(view, reader, layoutName)) return null;
  view.shown = [...layout.sections, "facts"];
  const may = carried(view, reader, selection, ["held_back", "urgent"].includes(layoutName));
  const all = layout.sections.map((name) => sectionOf(name, view, reader, selection, may, layout.absences ?? false));
  const sections = all.filter(({ blocks }) => blocks.length);
  const needed = layout.needs ?? layout.sections;
  if (!sections.some(({ id }) => needed.includes(id))) return null;
  const content = clean({
    format: 1,
    reader,
    about: layoutName,
    title: titleOf(view, reader, role, layoutName),
    to: toLine(view, reader, role),
    reference: view.reference,
    child: { name: view.child.name, called: view.child.called, initials: view.child.initials },
    facts: factsOf(view, layout.facts, may, selection.questions),
    sections,
    closing: closingOf(view, pageOf(view, reader)),
    handling: role.handling,
    running: { title: `${capital(view.label)}: synopsis`, foot: role.running },
  });
  return keptOut(content, view, pageOf(view, reader));
}

/** The synopsis goes where the protocol sends it; a decline, and what is never held back, also to whom the case names; harm at once to everyone. */
function isSent(view, reader, layoutName) {
  if (layoutName === "urgent") return true;
  return reader in view.sources || (layoutName !== "held" && NAMED.includes(reader) && !view.not_to.includes(reader));
}

function layoutOf(view, urgent) {
  if (urgent) return "urgent";
  if (view.outcome === "declined") return "declined";
  return view.held_back.length ? "held_back" : "held";
}

/** The questions whose answers this reader gets, each with its definition. */
function carried(view, reader, selection, onlyProtected) {
  const questions = Object.entries(selection.questions);
  return Object.fromEntries(questions.filter(([questionId, question]) => isCarried(questionId, question, view, reader, onlyProtected)));
}

function isCarried(questionId, question, view, reader, onlyProtected) {
  const rule = ruleFor(question, view, reader);
  if (rule === "always" || rule === "never") return rule === "always";
  if (onlyProtected || isWishedAway(questionId, question, view)) return false;
  const isByItem = question.rows && isItems(view.answers[questionId]); // what is left was taken in one by one
  if (rule === "offered") return isByItem || tickedLines(view, "taken_in", reader).includes(questionId);
  return !tickedLines(view, "left_out", reader).includes(questionId);
}

/** Held back because the young person asked; never harm, a crime or another child at risk. */
export const isWishedAway = (questionId, question, view) => (question.wish ?? true) && view.wish.lines.includes(questionId);

function sectionOf(name, view, reader, selection, may, tellsAbsences) {
  const defined = selection.sections[name];
  const made = SPECIAL[name] ? SPECIAL[name](view, may, reader) : { blocks: questionBlocks(name, view, may, reader, tellsAbsences) };
  return {
    id: name,
    heading: made?.heading ?? named(defined.heading, view),
    bookmark: defined.heading.replaceAll("{called}", "the young person"),
    tone: defined.tone ?? "",
    half: defined.half ?? false,
    blocks: made?.blocks ?? [],
  };
}

export const inOrder = (questions) => Object.entries(questions).sort(([, one], [, other]) => one.order - other.order);

/** The blocks of a section that is made of questions, in their order. */
function questionBlocks(name, view, may, reader, tellsAbsences) {
  const blocks = [];
  for (const [questionId, question] of inOrder(may)) {
    if ((question.section_for?.[pageOf(view, reader)] ?? question.section) !== name) continue;
    for (const block of blocksOf(questionId, question, view, tellsAbsences)) addBlock(blocks, block);
  }
  return blocks;
}

/** One; and where two people answered and nobody has chosen yet, each answer, said to be one of them. */
export function blocksOf(questionId, question, view, tellsAbsences) {
  const waiting = view.two_values[questionId];
  const views = waiting?.map((answer) => ({ ...view, answers: { ...view.answers, [questionId]: answer } })) ?? [view];
  const found = views.map((each) => blockOf(questionId, question, each, tellsAbsences)).filter(Boolean);
  return waiting ? found.map((block) => oneOfSeveral(block, waiting.length)) : found;
}

/** Beside the words and never among them: they are somebody's own. */
function oneOfSeveral(block, count) {
  const note = `One of ${count} answers. Which is right is not decided.`;
  if (MERGED.includes(block.kind)) return { ...block, text: [...block.text, " ", { b: `(${note})` }] };
  return { ...block, label: block.label ? `${block.label}. ${note}` : note };
}

/** Facts join facts, an opinion joins the opinion before it. */
function addBlock(blocks, block) {
  const last = blocks.at(-1);
  if (last && MERGED.includes(block.kind) && last.kind === block.kind) {
    last.text = [...last.text, "\n", ...block.text];
    last.questions = [...last.questions, ...block.questions];
  } else {
    blocks.push(block);
  }
}

/** One answer as a block; null where there is nothing to say. */
function blockOf(questionId, question, view, tellsAbsences) {
  const answer = view.answers[questionId] ?? null;
  const label = named(question.label ?? "", view);
  if (!isSaid(answer) || isUnanswered(answer)) {
    const absent = tellsAbsences ? absenceWords(question, answer, view) : "";
    return absent ? { kind: "absent", label, text: [absent], questions: [questionId] } : null;
  }
  return SHAPES[shapeOf(answer)](questionId, question, label, answer, view);
}

/** `Kofi didn’t want to say.` is told always; that nobody asked, only where it matters. */
function absenceWords(question, answer, view) {
  const matters = question.absence ?? false;
  const isTold = matters || answer?.unanswered !== "not_asked";
  if (isUnanswered(answer)) return isTold ? unansweredWords(answer.unanswered, view, question.noted ?? false) : "";
  return matters ? "Nothing was said on this." : "";
}

const isGroup = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
const isUnanswered = (answer) => isGroup(answer) && "unanswered" in answer;

function isSaid(answer) {
  if (typeof answer === "string") return answer.trim() !== "";
  if (Array.isArray(answer)) return answer.length > 0;
  return isGroup(answer) ? Object.keys(answer).length > 0 : Boolean(answer);
}

function shapeOf(answer) {
  if (typeof answer === "string") return "text";
  if (!Array.isArray(answer)) return "nothing";
  return isItems(answer) ? "groups" : "list";
}

function textBlock(questionId, question, label, answer, view) {
  const text = question.choices ? choiceWords(question, answer, view) : answer;
  if (!MERGED.includes(question.kind)) return { kind: question.kind, label, text: [text], questions: [questionId] };
  const lead = label ? [{ b: `${label}: ` }] : [];
  const own = question.kind === "opinion" && question.choices ? { b: `${capital(text)}.` } : text;
  const whose = question.kind === "opinion" ? `${view.interviewer.name}’s opinion` : "";
  const aside = question.aside ? `. ${question.aside}` : "";
  return { kind: question.kind, label: whose + aside, text: [...lead, own], questions: [questionId] };
}

function listBlock(questionId, question, label, answer, view) {
  const said = answer.map((item) => choiceWords(question, item, view)).join(", ");
  return textBlock(questionId, { kind: question.kind }, label, said, view);
}

const groupsBlock = (questionId, question, label, answer, view) => tableOf(questionId, question, answer, view);

const SHAPES = { text: textBlock, list: listBlock, groups: groupsBlock, nothing: () => null };

function titleOf(view, reader, role, layoutName) {
  const [label, recipient] = [capital(view.label), view.sharing[reader]?.role];
  if (layoutName === "urgent") return "Harm disclosed: read now";
  if (layoutName === "declined") return `${label} declined: ${role.noun}`;
  return recipient ? `${label}: ${role.noun} for the ${recipient}` : `${label}: ${role.title}`;
}

function toLine(view, reader, role) {
  const person = view.readers[reader] ?? { name: "", organisation: "" };
  const named = view.sharing[reader]?.role || role.role;
  const reading = person.name ? ["For ", { b: person.name }, `, ${named}`] : ["For the ", { b: named }];
  const who = pageOf(view, reader) === "child" ? ["For ", { b: view.child.name }] : reading;
  const where = person.organisation ? `, ${person.organisation}` : "";
  return [...who, `${where}. From `, { b: view.interviewer.name }, ", interviewer."];
}

/** How well the times are proved, and under which protocol this was decided; a copy for the family has the reference alone. */
function closingOf({ proof, protocol, reference }, page) {
  if (COPIES.includes(page)) return ["", "", `Reference ${reference}.`];
  const under = protocol ? `Protocol: ${protocol.name}, version ${protocol.version}, as in force on ${dateOf(protocol.on)}. ` : "";
  return [proof?.by_phone ? proofWords(proof) : "", under, `Acknowledge it in the portal: reference ${reference}.`];
}
