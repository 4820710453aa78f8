/* Signatures and agreement at the end of a synopsis. Mirrors domain/synopsis_agreement.py. */

import { capital, choiceWords, momentWords, stringAt } from "./synopsis-words.js";

const line = (...text) => ({ kind: "text", label: "", text, questions: [] });
const signatures = (items, questions) => (items.length ? [{ kind: "signatures", items, questions }] : []);

/** Who signed what text, and who agreed beforehand. */
export function agreementSection(view, may) {
  const items = [childSignature(view, may), interviewerSignature(view, may)].filter(Boolean);
  const lines = view.agreements.map((event) => agreementLine(event, view, may)).filter(Boolean);
  const blocks = [...signatures(items, ["readback.signature", "finish.signature"]), ...lines.map((text) => line(...text))];
  if (view.parent.required === false && view.parent.cite) blocks.push(line("No parent had to be asked ", { cite: view.parent.cite }, "."));
  return { blocks: [...blocks, ...releaseBlocks(view, may)] };
}

/** Sent although somebody had not agreed: on whose word, and by which paragraph. */
function releaseBlocks({ release }, may) {
  if (release === null || !("release.by" in may)) return [];
  const [by, paragraph] = ["release.by", "release.paragraph"].map((name) => stringAt(release, name));
  const text = ["Sent without agreement, on the word of ", { b: by }, paragraph ? `, by ${paragraph}.` : "."];
  return [{ kind: "text", label: "", text, questions: ["release.by", "release.paragraph"] }];
}

/** A decline: the interviewer alone signs; it is the evidence. */
export function signedSection(view, may) {
  const items = [interviewerSignature(view, may)].filter(Boolean);
  const note = `${view.child.called} did not sign. This page is the evidence of the decline.`;
  return { blocks: [...signatures(items, ["finish.signature"]), { kind: "note", label: "", text: [note], questions: [] }] };
}

function childSignature(view, may) {
  const way = stringAt(view.answers, "readback.way");
  if (!("readback.way" in may) || !way) return null;
  const { name } = view.child;
  const at = view.held ? ` ${momentWords(view.held.at)}` : "";
  const text = [{ b: name }, `, ${choiceWords(may["readback.way"], way, view)}${at}${textSigned(way, view)}`];
  const strokes = way === "signed" && "readback.signature" in may ? strokesOf(view.answers["readback.signature"]) : null;
  return { strokes, alt: `Signature of ${name}`, text };
}

/** Which text the agreement covers. */
function textSigned(way, view) {
  if (way === "refused") return view.answers["readback.done"] === "yes" ? ". The text was read back." : ".";
  return view.added_after_signing ? ", for an earlier text: something was added later." : ", for exactly the text that was read back.";
}

function interviewerSignature(view, may) {
  if (!("finish.signature" in may)) return null;
  const [{ name }, role] = [view.interviewer, stringAt(view.answers, "finish.interviewer_role")];
  const said = role ? `, ${choiceWords(may["finish.interviewer_role"], role, view)}.` : ", interviewer.";
  return { strokes: strokesOf(view.answers["finish.signature"]), alt: `Signature of ${name}`, text: [{ b: name }, said] };
}

/** `Mother: agreed, not seen, by telephone, Fri 20 Nov, 15:20, heard by Priya Nair.` */
function agreementLine(event, view, may) {
  if (!("consent.way" in may) || !event.way) return null;
  const parts = [choiceWords(may["consent.way"], event.way, view)];
  if (event.how && !["signed", "withdrew"].includes(event.way)) parts.push(choiceWords(may["consent.how"], event.how, view));
  parts.push(momentWords(event.at));
  if (event.heard_by && event.way === "indicated_not_seen") parts.push(`heard by ${event.heard_by}`);
  if (event.on_whose_word) parts.push(`on the word of ${event.on_whose_word}`);
  if (event.wording?.version) parts.push(`wording ${event.wording.version}`);
  const cite = event.who === "parent" && view.parent.cite ? [" ", { cite: view.parent.cite }] : [];
  return [{ b: `${whose(event, view)}: ` }, parts.join(", "), ...cite, "."];
}

function whose(event, view) {
  if (event.who === "child") return `${view.child.name}, before the talk`;
  const relation = capital(event.relation) || "Parent";
  return event.name ? `${relation}, ${event.name}` : relation;
}

/** Drawn strokes, or null where nothing was drawn. */
const strokesOf = (answer) => (answer?.strokes?.length ? answer : null);
