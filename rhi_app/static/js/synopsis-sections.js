/* The sections of a synopsis that are more than a list of answers. Mirrors domain/synopsis_sections.py. Each builder takes the view, the
   questions that this reader may see, and the reader; it gives blocks, and a heading where the table's does not do, or null. */

import { pageOf, tickedLines } from "./recipients.js";
import { agreementSection, signedSection } from "./synopsis-agreement.js";
import { capital, choiceWords, listAt, momentWords, named, stringAt, whenWords } from "./synopsis-words.js";

const AMENDED = { "amendment.was": "What stood there", "amendment.what": "What is right", "amendment.why": "Why" };
const HELD_BACK = {
  withdrew: "{called} has stopped.",
  child_not_agreed: "{called} has not agreed.",
  parent_not_agreed: "A parent must agree, and has not.",
  parent_not_known: "Whether a parent must agree is not decided.",
  parent_refused: "A parent said no.",
};

export const SPECIAL = {
  amended: amendedSection,
  harm: harmSection,
  held_back: heldBackSection,
  declined: declinedSection,
  offers: offersSection,
  actions: actionsSection,
  duties: dutiesSection,
  asked: askedSection,
  agreement: agreementSection,
  signed: signedSection,
  why: whySection,
  why_harm: whyHarmSection,
  why_urgent: whyUrgentSection,
};

const textBlock = (...text) => ({ kind: "text", label: "", text, questions: [] });
const table = (columns, rows, questions = []) => ({ kind: "table", label: "", columns, rows, questions });

/** What was disclosed, each time that it was. The box itself says it: not by colour alone. */
function harmSection(view, may, reader) {
  if (!view.harm.length) return null;
  const blocks = [...view.harm.flatMap((event) => harmBlocks(event, view, may)), ...cautionBlocks(view, may)];
  const when = view.harm.length === 1 ? `, ${momentWords(view.harm[0].at)}` : "";
  return { heading: `${pageOf(view, reader) === "police_liaison" ? "Child at risk" : "Harm disclosed"}${when}`, blocks };
}

export function harmBlocks({ at, answers }, view, may) {
  const lead = view.harm.length > 1 ? [{ b: `${momentWords(at)}: ` }] : [];
  const kinds = "harm.kind" in may ? listAt(answers, "harm.kind") : [];
  const said = kinds.map((kind) => choiceWords(may["harm.kind"], kind, view)).join(", ");
  const blocks = said ? [textBlock(...lead, `${capital(said)}.`)] : lead.length ? [textBlock(...lead)] : [];
  const words = stringAt(answers, "harm.words");
  if ("harm.words" in may && words.trim()) {
    blocks.push({ kind: "words", label: `In ${view.child.called}’s words`, text: [words], questions: ["harm.words"] });
  }
  const states = ["harm.now", "harm.safe_tonight"].flatMap((questionId) => stateRuns(questionId, answers, view, may));
  if (states.length) blocks.push(textBlock(...states));
  const told = "harm.told" in may ? listAt(answers, "harm.told").filter(isSomething).map((one) => toldWords(one, may["harm.told"])) : [];
  if (told.length) blocks.push(textBlock({ b: "Told: " }, `${told.join("; ")}.`));
  const kept = listAt(answers, "harm.forensic");
  if ("harm.forensic" in may && kept.length) {
    blocks.push(textBlock({ b: "Evidence: " }, `${kept.map((one) => choiceWords(may["harm.forensic"], one, view)).join(", ")}.`));
  }
  return blocks;
}

const isSomething = (one) => Boolean(one) && (typeof one !== "object" || Object.keys(one).length > 0);

function stateRuns(questionId, answers, view, may) {
  const answer = stringAt(answers, questionId);
  if (!(questionId in may) || !answer) return [];
  return [{ b: `${may[questionId].label}: ` }, `${choiceWords(may[questionId], answer, view)}. `];
}

/** `duty desk, police, Sat 21 Nov, 21:48, ref. D-2214`. */
function toldWords(one, { cells = {} }) {
  if (typeof one !== "object") return String(one);
  const reference = stringAt(one, "reference") ? `ref. ${one.reference}` : "";
  const desk = cells.desk?.[stringAt(one, "desk")] ?? "";
  return [stringAt(one, "who"), desk, whenWords(stringAt(one, "at")), reference].filter(Boolean).join(", ");
}

/** Whom not to ring. The police get the warning without the name: the social worker's word comes first. */
function cautionBlocks(view, may) {
  const people = view.do_not_contact;
  if (!people.length) return [];
  if ("contact.name" in may) {
    const names = people.map(({ name, relation }) => (relation ? `${name}, ${relation}` : name)).join("; ");
    return [textBlock({ b: `Do not ring or ask: ${names}.` })];
  }
  const first = "social_worker" in view.readers ? "the social worker" : view.interviewer.name;
  return [textBlock({ b: `Speak to ${first} before anyone visits or rings the home about this.` })];
}

/** What was put right after the record was finished, and why: the record itself is never edited. Of a question that goes to others, nothing. */
function amendedSection(view, may, reader) {
  const about = ({ answers }) => stringAt(answers, "amendment.question");
  const isMeant = (name) => (name in may ? isShown(may[name], view, reader) : name === "" && !view.held_back.length);
  const events = view.amendments.filter((event) => isMeant(about(event)));
  return { blocks: events.map((event) => amendedBlock(event, about(event), view, may)) };
}

function amendedBlock({ at, answers }, about, view, may) {
  const said = Object.entries(AMENDED).filter(([name]) => isTold(name, about, view, may) && stringAt(answers, name));
  const lines = said.flatMap(([name, words]) => [{ b: `${words}: ` }, `${stringAt(answers, name)}\n`]);
  const label = about ? named(may[about].label ?? "", view) : "";
  const question = label ? [`${label}\n`] : [];
  return textBlock({ b: `${momentWords(at)}. ` }, ...question, ...(lines.length ? lines : ["Ask the interviewer what it was."]));
}

/** Whether its section stands on this page: a decline shows the police less than they may have of a talk. */
const isShown = (question, view, reader) => view.shown.includes(question.section_for?.[pageOf(view, reader)] ?? question.section);

/** Who has a line has what it is put right to. Of a list that was shared item by item nobody knows which item the words are of. */
const isTold = (name, about, view, may) => !view.by_item.includes(about) && (name in may || (about !== "" && name !== "amendment.why"));

function heldBackSection(view) {
  const reasons = view.held_back.map((reason) => HELD_BACK[reason].replaceAll("{called}", () => view.child.called));
  const rest = "What rests on agreement is held back until a manager decides. Harm, a child at risk and a crime are not held back.";
  return { blocks: [textBlock({ b: reasons.join(" ") }, ` ${rest}`)] };
}

function declinedSection(view) {
  const { answers, child: { called }, parent } = view;
  const by = { child: `by ${called}`, parent: "by a parent" }[stringAt(answers, "decline.who")] ?? "not said by whom";
  const told = { yes: ` ${called} was told so.`, no: ` ${called} was not told so.` }[stringAt(answers, "decline.told_open")] ?? "";
  const runs = ["The offer stays open.", told];
  const nextOn = stringAt(answers, "decline.reoffer_on");
  if (nextOn) runs.push(" Next offer: ", { b: whenWords(nextOn) }, ".");
  const [network, byWhen] = [stringAt(answers, "decline.network"), whenWords(stringAt(answers, "decline.network_by"))];
  if (network) runs.push(" Who tries next: ", { b: network }, byWhen ? `, by ${byWhen}.` : ".");
  if (parent.required === false && parent.cite) runs.push(" No parent had to be asked ", { cite: parent.cite }, ".");
  return { heading: `Declined ${by}, ${momentWords(view.declined_at)}`, blocks: [textBlock(...runs)] };
}

function offersSection(view, may) {
  const tries = view.tries.filter(({ kind }) => `${kind}.how` in may);
  if (!tries.length) return null;
  const rows = tries.map((one) => [[momentWords(one.at)], [tryWords(one, view, may)], [resultWords(one, view, may)]]);
  const by = [...new Set(view.tries.map((one) => one.by).filter(Boolean))].join(", ");
  const note = `${by ? `By ${by}. ` : ""}No source fixes a number of attempts. What counts is that they can be seen.`;
  const columns = ["When", "How, to whom", "What came of it"];
  return { blocks: [table(columns, rows), { kind: "note", label: "", text: [note], questions: [] }] };
}

function tryWords({ kind, answers, to }, view, may) {
  const code = stringAt(answers, `${kind}.how`);
  const words = code ? choiceWords(may[`${kind}.how`], code, view) : "Tried";
  const byWord = answers["offer.verbal"] === "yes" && code !== "in_person" ? ", by word as well" : "";
  return `${words} ${to}${byWord}`.trim();
}

function resultWords({ kind, answers }, view, may) {
  const name = kind === "attempt" ? "attempt.outcome" : "offer.response";
  const answer = stringAt(answers, name);
  return name in may && answer ? choiceWords(may[name], answer, view) : "";
}

function actionsSection(view, may) {
  const actions = "analysis.actions" in may ? listAt(view.answers, "analysis.actions") : [];
  const groups = actions.filter((one) => one !== null && typeof one === "object" && !Array.isArray(one));
  const rows = groups.map((one) => [[stringAt(one, "what")], [stringAt(one, "who")], [byWords(one)]]);
  return { blocks: rows.length ? [table(["What", "Who", "By"], rows, ["analysis.actions"])] : [] };
}

/** `Sun 22 Nov`, or that it is done. */
const byWords = (action) => [whenWords(stringAt(action, "by")), action.done === "yes" ? "done" : ""].filter(Boolean).join(", ");

/** The table, and the same as data: the reader's own actions start from it. What is done is not asked for again, and said below. */
function dutiesSection(view, may, reader) {
  const own = view.duties.filter(({ readers }) => readers.includes(reader));
  const asked = own.filter(({ done }) => !done);
  const rows = asked.map(({ what, by, cite }) => [[what], [whenWords(by)], [{ cite }]]);
  const duties = asked.map(({ what, by }) => ({ what, by }));
  const lines = own.filter(({ done }) => done).flatMap(({ what, cite, done }) => [`\n${momentWords(done)}: ${what} `, { cite }]);
  const open = rows.length ? [{ ...table(["What", "By", "Source"], rows), duties }] : [];
  return { blocks: [...open, ...(lines.length ? [textBlock({ b: rows.length ? "Already done" : "All of it is done" }, ...lines)] : [])] };
}

/** Only the fact. What it was, and what was answered, stays in the record. */
function askedSection(view, may, reader) {
  if (!view.wish.said) return null;
  const isLeftOut = view.wish.lines.length > 0 || tickedLines(view, "left_out", reader).length > 0;
  const rest = isLeftOut ? " It is left out of this synopsis." : ` Speak to ${view.interviewer.name} before you use this with the family.`;
  const last = `.${rest} Harm and danger are not left out.`;
  return { blocks: [textBlock(`${view.child.called} asked that `, { b: "something is not shared" }, last)] };
}

function whySection(view, may, reader) {
  return whyBlocks(`${view.protocol.name} sends the ${view.sharing[reader]?.role || "police"} a synopsis`, view, reader);
}

function whyHarmSection(view, may, reader) {
  return whyBlocks("Harm, a child at risk and a crime are passed on whatever was agreed", view, reader);
}

function whyBlocks(lead, view, reader) {
  const source = view.sources[reader];
  const cite = source ? [" ", { cite: source }] : [];
  const own = "social_worker" in view.readers ? " The social worker has a synopsis of their own." : "";
  const rest = `This page holds what is needed to find ${view.child.called} and to keep children safe, and no more.${own}`;
  return { blocks: [textBlock(lead, ...cite, ". "), textBlock(rest)] };
}

function whyUrgentSection() {
  return { blocks: [textBlock("Harm was disclosed. This goes ahead by itself; the synopsis follows when the record is finished.")] };
}
