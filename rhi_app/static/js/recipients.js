/* Who is sent a synopsis, on which page and with which kinds of text. Mirrors domain/recipients.py: a recipient is the protocol's own code,
   a page is one of the kinds of synopsis that there are. */

import { sentByDecision } from "./decided.js";

// A page by the name that `sharing` gives it.
const PAGES = { social_worker: "social_worker", police: "police_liaison", whole_form: "whole_form", carer: "carer", child: "child" };
export const OF = { whole_form: ["social_worker", "police_liaison"] }; // a page that holds whatever one of these may hold
const RULES = ["always", "ticked", "offered"]; // the widest first
export const NAMED = ["social_worker", "police_liaison"]; // whom a case names whatever the protocol sends

/** @returns {{sources: Record<string, string>, not_to: string[], sharing: Record<string, object>}} */
export function recipientsOf(decision, content, decided) {
  const pages = content.sharing ?? {};
  const sent = { ...sentByDecision(decision, decided), ...sentTo(decision) };
  const read = Object.keys(sent).map((kind) => [kind, pageNamed(kind, pages)]).filter(([, page]) => page);
  return {
    sources: Object.fromEntries(read.map(([kind]) => [kind, sent[kind]])),
    not_to: leftOut(decision).filter((kind) => !read.some(([one]) => one === kind)),
    sharing: Object.fromEntries(read.map(([kind, page]) => [kind, limitsOf(kind, page, pages, content.words)])),
  };
}

/** By the code of the recipient. What is only to be considered waits for somebody's decision. */
function sentTo(decision) {
  const topics = Object.values(decision.questions.recipients.topics).filter(({ verdict }) => verdict === "yes");
  const answers = topics.flatMap((answered) => answered.answers).filter(({ value }) => value.share === "send");
  return Object.fromEntries(answers.map((answer) => [answer.value.kind, answer.citation.short]));
}

/** Empty where there is no page for this recipient: the protocol does not say which, and none has its name. */
export const pageNamed = (kind, pages) => PAGES[pages[kind]?.synopsis] ?? (Object.values(PAGES).includes(kind) ? kind : "");

/** By name: a child who is not open to social care has no social worker to send to. */
function leftOut(decision) {
  const topics = Object.values(decision.questions.recipients.topics).filter(({ verdict }) => verdict === "no");
  return topics.flatMap((answered) => answered.answers).map((answer) => answer.value.kind);
}

/** `kinds`: of text that may go, null for all; `on_tick`: those that go only when they are ticked; `role`: of a recipient without a page of that name. */
function limitsOf(kind, page, pages, words) {
  const limits = pages[kind];
  const label = words.roles?.[kind]?.label ?? kind.replaceAll("_", " ");
  return { page, role: kind === page ? "" : label, kinds: limits ? [...limits.send, ...limits.on_tick] : null, on_tick: limits?.on_tick ?? [] };
}

/** Which page a recipient of this record reads; whom the case names beside the protocol reads the page of their own name. */
export const pageOf = (view, kind) => view.sharing[kind]?.page ?? kind;

/** How a question goes to this recipient: the table's rule, narrowed by the protocol. What always goes is not the protocol's to hold back. */
export function ruleFor(question, view, kind) {
  const rule = ruleOf(question, pageOf(view, kind));
  const limits = view.sharing[kind];
  if (rule === "always" || rule === "never" || !limits?.kinds) return rule;
  if (!limits.kinds.includes(question.kind)) return "never";
  return limits.on_tick.includes(question.kind) ? "offered" : rule;
}

/** The table's own; of a page that holds several, the widest. */
export function ruleOf(question, page) {
  const rules = [page, ...(OF[page] ?? [])].map((one) => question.to[one]);
  return RULES.find((rule) => rules.includes(rule)) ?? "never";
}

/** What the interviewer left out (or took in) for this recipient; who had no list of their own follows the pages that theirs is made of. */
export function tickedLines(view, name, kind) {
  const page = pageOf(view, kind);
  return view[name][kind] ?? view[name][page] ?? (OF[page] ?? []).flatMap((one) => view[name][one] ?? []);
}
