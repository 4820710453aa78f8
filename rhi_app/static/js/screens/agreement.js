/* 05 Agreement: what the rule asks in a sentence, what is there already and who logged it, and the way on. Listening is never blocked. */

import { dateWords, momentOf, timeWords } from "../clock.js";
import { common, getCase } from "../records.js";
import { proofOfTime } from "../time-proof.js";
import { changedSince, wordingName } from "../wordings.js";
import { agreementWords, hasAgreed, logged, newest } from "./agreed.js";
import { copy, element, icon, row, say, slot } from "./dom.js";
import { capital } from "./events.js";
import { linkTo } from "./frame.js";
import { go, pathOf } from "./navigation.js";
import { isYes } from "./next-step.js";
import { calledName, firstName, nameOf, parents, relationOf } from "./people.js";
import { readersOf, readersShown } from "./readers.js";
import { answerTo, citationOf, consentVerdict, contentFor, decisionOf, wordingFor } from "./rules.js";

/** @param {import("./navigation.js").Place} place @returns {Promise<import("./frame.js").View>} */
export async function screen({ record }) {
  const [theCase, shared] = await Promise.all([getCase(record), common()]);
  const [decision, content] = [decisionOf(theCase, shared), contentFor(theCase, shared)];
  const main = copy("05");
  const today = await todayOf(theCase, decision, content);
  const asked = ["parent", "child"].filter((who) => consentVerdict(decision, who) === "yes");
  say(main, { heading: heading(asked, theCase, decision) });
  slot(main, "rule").replaceChildren(...ruleWords(theCase, decision, record));
  if (asked.includes("parent")) slot(main, "parent").append(parentCard(main, theCase, content, today));
  slot(main, "child").append(childCard(main, theCase, content, record, today));
  say(main, { listen: `You can always listen. If ${calledName(theCase)} starts to tell you something, let them.` });
  return { main, theCase, clock: "line", title: "Agreement", back: { path: pathOf(record), label: theCase.initials }, next: nextAct(theCase, record) };
}

function nextAct(theCase, record) {
  if (hasAgreed(theCase, "child")) return { label: "Go on with the visit", icon: "door", act: () => go(pathOf(record, "06")) };
  return { label: "Read together", icon: "pencil", act: () => go(pathOf(record, "05b", "child")) };
}

function heading(asked, theCase, decision) {
  if (asked.length === 2) return "Two people must agree";
  if (asked.length === 1) return asked[0] === "child" ? `${calledName(theCase)} must agree` : "A parent must agree";
  const open = ["no_rule", "not_known"].includes(decision.questions.consent.verdict);
  return open || !Object.keys(decision.questions.consent.topics).length ? "No rule on agreement. Ask a manager" : "No agreement is asked";
}

/** What the rule asks, in a sentence for all who must agree; whoever need not be asked has their own. */
function ruleWords(theCase, decision, record) {
  const asked = ["parent", "child"].filter((who) => consentVerdict(decision, who) === "yes");
  const name = { parent: "A parent", child: calledName(theCase) };
  const sentences = ["parent", "child"].filter((who) => !asked.includes(who) && answerTo(decision, "consent", who))
    .map((who) => sentence(answerTo(decision, "consent", who).say, who, decision, record));
  if (!asked.length) return sentences;
  const first = asked.length === 2 ? `${name.parent} and ${name.child} both agree first.` : `${name[asked[0]]} agrees first.`;
  const { ways = [] } = answerTo(decision, "consent", asked[0]).value;
  const how = ways.includes("indicated_not_seen") ? " Signed, or said though not seen." : "";
  return [...sentences, sentence(`${first}${how}`, asked.at(-1), decision, record)];
}

function sentence(words, who, decision, record) {
  const cite = linkTo(pathOf(record, "17", "consent", who), citationOf(answerTo(decision, "consent", who)), "govuk-link rhi-cite");
  return element("p", { class: "govuk-body" }, `${words} `, cite);
}

function card(main, { name, state, meta, sign, isMain = false }) {
  const made = say(row(main, "card"), { name, state, meta });
  made.classList.toggle("rhi-panel--main", isMain);
  made.classList.add(`rhi-agreed--${sign}`);
  slot(made, "sign").replaceWith(icon(sign, "rhi-icon rhi-line__sign"));
  return made;
}

function parentCard(main, theCase, content, today) {
  const entry = newest(theCase, "parent");
  const may = parents(theCase);
  const contact = theCase.contacts.find(({ id }) => id === entry?.answers["consent.contact"]) ?? may[0];
  const isAgreed = hasAgreed(theCase, "parent");
  const made = card(main, {
    name: contact ? [contact.name, relationOf(contact)].filter(Boolean).join(", ") : "A parent",
    state: entry ? agreementWords(entry) : "Not asked yet",
    meta: entry ? metaOf(entry, contact, today.parent, today.readers) : rightsOf(contact),
    sign: isAgreed ? "check" : entry ? "warning" : "circle",
  });
  slot(made, "others").replaceChildren(...logged(theCase, "parent").slice(1).map((one) => otherLine(one, nameOf(theCase, one.answers["consent.contact"]))));
  if (entry) addWords(made, entry, content, "parent");
  slot(made, "ways").append(...waysOf(theCase, may, isAgreed));
  return made;
}

/** Whoever must not be asked is not among the ways; of two parents each answers for themselves. */
function waysOf(theCase, may, isAgreed) {
  const open = may.filter(({ id }) => !theCase.entries.some(({ kind, answers }) => kind === "consent" && answers["consent.contact"] === id && isYes(answers)));
  const ways = open.flatMap(({ id, name }) => {
    const who = may.length > 1 ? `${firstName(name)}: ` : "";
    return [[`${who}${who ? "signs" : "Signs"} here`, "05b", "parent", id], [`${who}${who ? "said" : "Said"} yes, not seen`, "05d", "parent", id]];
  });
  const all = isAgreed ? ways : [...ways, ["Not agreed, or not asked", "05e"]];
  return all.map(([label, ...to]) => linkTo(pathOf(theCase.record, ...to), label, "rhi-way"));
}

function childCard(main, theCase, content, record, today) {
  const name = calledName(theCase);
  const entry = newest(theCase, "child");
  const isAgreed = hasAgreed(theCase, "child");
  const made = card(main, {
    name, isMain: !isAgreed, state: entry ? agreementWords(entry) : "Not asked yet",
    meta: entry ? metaOf(entry, null, today.child, today.readers) : null, sign: isAgreed ? "check" : entry ? "warning" : "circle",
  });
  slot(made, "others").replaceChildren(...logged(theCase, "child").slice(1).map((one) => otherLine(one)));
  if (entry) addWords(made, entry, content, "child");
  const ways = isAgreed ? [[`${name} wants to stop`, "05f"]] : [[`${name} says yes, not seen`, "05d", "child"], [`${name} says no, or not now`, "13"]];
  slot(made, "ways").append(...ways.map(([label, ...to]) => linkTo(pathOf(record, ...to), label, "rhi-way")));
  return made;
}

function metaOf(entry, contact, words, readers) {
  const at = momentOf(entry.happened_at);
  const heard = entry.answers["consent.heard_by"] ?? entry.author_name;
  const earlier = changedSince(entry.answers, words, readers).map((what) => EARLIER[what]);
  const said = `${dateWords(at)}, ${timeWords(at)}, ${proofOfTime(entry)}${heard ? `, heard by ${heard}` : ""}.`;
  return [said, rightsOf(contact, entry.answers), competenceWords(entry.answers), ...earlier].filter(Boolean).join(" ");
}

/** The words of today, by who agrees to them, and the readers of today. */
async function todayOf(theCase, decision, content) {
  const [parent, child] = await Promise.all(["parent", "child"].map(async (who) => {
    const wording = wordingFor(content, who);
    return wording && wordingName(content, who, wording);
  }));
  return { parent, child, readers: readersShown(readersOf(theCase, decision, content)) };
}

const EARLIER = { words: "Given for an earlier version of the words.", readers: "Given when other readers were named." };
const COMPETENCE = { understands: "Understands it", with_help: "Understands it with help", does_not: "Does not understand it" };

function competenceWords({ "consent.competence": judged, "consent.competence_why": why }) {
  return COMPETENCE[judged] ? `${COMPETENCE[judged]}, in your judgement${why ? `: ${why}` : ""}.` : "";
}

function rightsOf(contact, answers = {}) {
  if (!contact) return null;
  if (answers["consent.responsibility"] === "no") return "No parental responsibility, as told.";
  return contact.parental_responsibility || answers["consent.responsibility"] === "yes" ? "Has parental responsibility." : "Parental responsibility not known: ask.";
}

const otherLine = (entry, name = "") => element("li", {}, `${name ? `${name}: ` : ""}${capital(agreementWords(entry).toLowerCase())}, ${dateWords(momentOf(entry.happened_at))} ${timeWords(momentOf(entry.happened_at))}, ${proofOfTime(entry)}`);

/** What was read out, when these are the words that this phone holds. */
function addWords(made, entry, content, who) {
  const version = entry.answers?.["consent.wording"]?.version;
  const wording = (content.consent_wordings?.[who] ?? []).find((one) => String(one.version) === version);
  if (!wording) return;
  const words = wording.text.map((line) => element("p", {}, line));
  slot(made, "read").append(
    element("details", { class: "govuk-details" },
      element("summary", { class: "govuk-details__summary" }, element("span", { class: "govuk-details__summary-text" }, "What was read out")),
      element("div", { class: "govuk-details__text" }, ...words)),
  );
}
