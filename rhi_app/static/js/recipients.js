/* Who is sent a synopsis, on which page and with which kinds of text. Mirrors domain/recipients.py. */

import { sentByDecision } from "./decided.js";

const PAGES = { social_worker: "social_worker", police: "police_liaison" }; // a page by the name that `sharing` gives it, and who reads it

/** @returns {{sources: Record<string, string>, not_to: string[], sharing: Record<string, object>}} */
export function recipientsOf(decision, content, decided) {
  const pages = content.sharing ?? {};
  const [byRule, also] = [sentTo(decision), sentByDecision(decision, decided)];
  const sent = { ...also, ...byRule };
  const kinds = readersByKind([...new Set([...Object.keys(byRule), ...Object.keys(also)])], Object.keys(byRule), pages);
  const entries = Object.entries(kinds);
  return {
    sources: Object.fromEntries(entries.map(([reader, kind]) => [reader, sent[kind]])),
    not_to: leftOut(decision).filter((kind) => !(kind in kinds)),
    sharing: Object.fromEntries(entries.map(([reader, kind]) => [reader, limitsOf(reader, kind, pages, content.words)])),
  };
}

/** By the code of the recipient. What is only to be considered waits for somebody's decision. */
function sentTo(decision) {
  const topics = Object.values(decision.questions.recipients.topics).filter(({ verdict }) => verdict === "yes");
  const answers = topics.flatMap((answered) => answered.answers).filter(({ value }) => value.share === "send");
  return Object.fromEntries(answers.map((answer) => [answer.value.kind, answer.citation.short]));
}

/** Which recipient reads which page. Where a page's own reader gets nothing by rule, the recipient that `sharing` gives the page stands in. */
function readersByKind(kinds, byRule, pages) {
  const readers = Object.fromEntries(byRule.filter((kind) => Object.values(PAGES).includes(kind)).map((kind) => [kind, kind]));
  for (const kind of kinds) readers[PAGES[pages[kind]?.synopsis] ?? kind] ??= kind;
  return readers;
}

/** By name: a child who is not open to social care has no social worker to send to. */
function leftOut(decision) {
  const topics = Object.values(decision.questions.recipients.topics).filter(({ verdict }) => verdict === "no");
  return topics.flatMap((answered) => answered.answers).map((answer) => answer.value.kind);
}

/** `kinds`: of text that may go, null for all; `on_tick`: those that go only when they are ticked; `role`: of who stands in. */
function limitsOf(reader, kind, pages, words) {
  const page = pages[kind];
  const label = words.roles?.[kind]?.label ?? kind.replaceAll("_", " ");
  return { role: kind === reader ? "" : label, kinds: page ? [...page.send, ...page.on_tick] : null, on_tick: page?.on_tick ?? [] };
}

/** How a question goes to this reader: the table's rule, narrowed by the protocol. What always goes is not the protocol's to hold back. */
export function ruleFor(question, sharing, reader) {
  const rule = question.to[reader] ?? "never";
  const limits = sharing[reader];
  if (rule === "always" || rule === "never" || !limits?.kinds) return rule;
  if (!limits.kinds.includes(question.kind)) return "never";
  return limits.on_tick.includes(question.kind) ? "offered" : rule;
}
