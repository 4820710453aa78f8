/* 17 Why? The answer in a sentence, the layers as printed, the facts used; one column, offline. */

import { dateWords, momentOf, timeWords } from "../clock.js";
import { common, getCase } from "../records.js";
import { dueAt } from "./clock-of.js";
import { copy, element, row, say, slot } from "./dom.js";
import { capital } from "./events.js";
import { go, pathOf } from "./navigation.js";
import { answerTo, contentFor, decidedFor, episodeFor } from "./rules.js";
import { facts } from "./tables.js";

const TAGS = { decides: ["ok", "Decides"], also: ["", "Says too"], silent: ["silent", "Silent"], asks: ["wait", "Not known yet"] };

/** @param {import("./navigation.js").Place} place @returns {Promise<import("./frame.js").View>} */
export async function screen({ record, args: [question = "deadlines", topic = "held"] }) {
  const [theCase, shared] = await Promise.all([getCase(record), common()]);
  const [decision, content] = [decidedFor(theCase, shared, question), contentFor(theCase, shared, question)];
  const main = copy("17");
  const answer = answerTo(decision, question, topic);
  const due = dueAt(theCase);
  const isClock = question === "deadlines" && due !== null;
  say(main, { heading: isClock ? `Why “due ${dateWords(due)}, ${timeWords(due)}”?` : "Why?", say: answer?.say ?? (await unanswered(decision, question, topic)) });
  slot(main, "layers").replaceChildren(...layersOf(decision, content, question, topic).map((layer, at) => layerRow(main, layer, at + 1)));
  slot(main, "facts").replaceChildren(...factsUsed(episodeFor(theCase, question), content).flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]));
  slot(main, "notes").replaceChildren(...(answer?.notes ?? []).map((note) => element("p", { class: "rhi-soft" }, note)));
  say(main, { versions: `Decided under ${decision.version}.` });
  const back = () => history.back();
  return { main, theCase, clock: "line", title: theCase.initials, back: { path: pathOf(record), label: "Case" }, next: { label: "Back", act: history.length > 1 ? back : () => go(pathOf(record)) } };
}

async function unanswered(decision, question, topic) {
  const answered = decision.questions[question]?.topics[topic];
  if (answered?.verdict === "not_known") return ["Not known yet.", ...(await asks(answered.missing))].join(" ");
  return "No rule decides this. Ask a manager.";
}

/** What to ask, as the desk asks it. */
async function asks(missing) {
  const table = await facts();
  return missing.map((name) => table[name].ask);
}

/** Every protocol in force, the authority's own first: what it says on this, or that it is silent. */
function layersOf(decision, content, question, topic) {
  const answered = decision.questions[question]?.topics[topic];
  const spoken = answered ? [answered, ...(answered.also ?? [])] : [];
  return decision.version.split(", ").map((version) => {
    const authority = version.replace(/ [^ ]+$/, "");
    const answers = spoken.flatMap((layer) => [...layer.answers, ...layer.possible]).filter((answer) => answer.authority === authority);
    const decides = answered && answered.answers.some((answer) => answer.authority === authority);
    const asks = answered?.possible.some((answer) => answer.authority === authority);
    return { authority, documents: content.documents[authority], answers, tag: decides ? "decides" : asks ? "asks" : answers.length ? "also" : "silent" };
  });
}

function layerRow(main, { authority, documents, answers, tag }, number) {
  const made = row(main, "layer");
  const title = answers[0]?.citation.document ?? Object.values(documents)[0]?.title ?? authority;
  const [kind, words] = TAGS[tag];
  say(made, { number: String(number), title: `${capital(authority.replaceAll("-", " "))}: ${title}`, tag: words });
  slot(made, "number").classList.toggle("rhi-number--full", tag === "decides");
  slot(made, "tag").className = `rhi-tag${kind ? ` rhi-tag--${kind}` : ""}`;
  slot(made, "says").replaceChildren(...(answers.length ? answers.flatMap(quotes) : [element("p", { class: "rhi-soft" }, "No paragraph of this text speaks on it.")]));
  return made;
}

function quotes(answer) {
  return answer.citations.flatMap(({ short, quote, dated }) => [
    element("p", { class: "rhi-soft" }, `${short}${dated ? `, ${dated}` : ", undated in the source"}`),
    quote ? element("blockquote", { class: "rhi-kind rhi-kind--words" }, `“${quote}”`) : null,
  ]).filter(Boolean);
}

/** What changed before the return is shown beside what decides, never instead of it. */
function changedWords({ at_return: changed }, label) {
  const lines = [
    ["Status at the return", changed?.legal_status && label("legal_statuses", changed.legal_status)],
    ["Open to at the return", changed?.services && (changed.services.map((code) => label("services", code)).join(", ") || "No service")],
    ["Placement at the return", changed?.placement?.type && label("placements", changed.placement.type)],
  ];
  return lines.filter(([, value]) => value);
}

function factsUsed(episode, content) {
  const said = (moment) => (moment ? `${dateWords(momentOf(moment))}, ${timeWords(momentOf(moment))}` : "Not known yet");
  const label = (list, code) => content.words[list]?.[code]?.label ?? code ?? "Not known yet";
  return [
    ["Missing from", said(episode.missing_from_at)],
    ["Found", said(episode.found_at)],
    ["Returned", said(episode.returned_at)],
    ["Age then", episode.age === null || episode.age === undefined ? "Not known yet" : String(episode.age)],
    ["Status then", label("legal_statuses", episode.legal_status)],
    ["Open to", episode.services ? episode.services.map((code) => label("services", code)).join(", ") || "No service" : "Not known yet"],
    ...changedWords(episode, label),
    ["Episode", `No. ${episode.number}`],
  ];
}
