/* 10c Two answers: both are kept until a person chooses, and nothing else waits for it. Sets are united by themselves; events are not chosen between. */

import { dayTimeWords, momentOf } from "../clock.js";
import { isSaid, twoValues } from "../record-answers.js";
import { addEntry, common, getCase, listDrafts, settleDraft } from "../records.js";
import { choiceWords, named, unansweredWords, whenWords } from "../synopsis-words.js";
import { deskView, isAtDesk } from "./at-desk.js";
import { copy, element, icon, say, slot } from "./dom.js";
import { timeOf } from "./events.js";
import { linkTo } from "./frame.js";
import { go, pathOf } from "./navigation.js";
import { calledName } from "./people.js";
import { sayNotSaved } from "./save-once.js";
import { selection } from "./tables.js";

/** @typedef {{question: string, kind: string, form: string, formVersion: number, isDraft: boolean, values: object[]}} Two */

/** @param {import("./navigation.js").Place} place @returns {Promise<import("./frame.js").View>} */
export async function screen({ record }) {
  const [theCase, shared, { questions }] = await Promise.all([getCase(record), common(), selection()]);
  if (isAtDesk(theCase)) return deskView(theCase);
  const waiting = await twoAnswersIn(theCase);
  const frame = { theCase, clock: "line", title: "Two answers", back: { path: pathOf(record), label: theCase.initials } };
  if (waiting.length === 0) return { ...frame, main: copy("10c-none"), next: { label: "Back to the case", act: () => go(pathOf(record)) } };
  const main = copy("10c");
  const [two] = waiting;
  const question = questions[two.question] ?? {};
  const view = { child: { called: calledName(theCase) } };
  say(main, { question: named(question.label ?? two.question.split(".").at(-1).replaceAll("_", " "), view), more: waiting.length > 1 ? `${waiting.length - 1} more after this.` : null });
  const answers = two.values.map(({ answer }) => answer);
  if (mayBeBoth(question, answers)) answers.push(answers.join("\n"));
  const tiles = two.values.map((value, at) => tile(at, textOf(value.answer, question, view), whoseWords(value, shared.account)));
  slot(main, "values").replaceChildren(...tiles, ...(answers.length > tiles.length ? [tile(tiles.length, [icon("plus"), "Keep both"], "")] : []));
  return { ...frame, main, next: { label: "Keep this one", icon: "check", act: () => keep(main, record, two, answers) } };
}

/** What the case says of it: a way there, or nothing. @param {object} theCase @returns {Promise<HTMLElement | null>} */
export async function twoAnswersLine(theCase) {
  const { length } = isAtDesk(theCase) ? [] : await twoAnswersIn(theCase);
  return length ? linkTo(pathOf(theCase.record, "10c"), length === 1 ? "Two answers to one question: which is right?" : `Two answers to ${length} questions: which are right?`, "govuk-link rhi-target") : null;
}

/** What waits for a person, of what is sealed and of what is still being typed. @param {object} theCase @returns {Promise<Two[]>} */
export async function twoAnswersIn(theCase) {
  const sealed = Object.entries(twoValues(theCase.entries)).map(([question, values]) => {
    const entries = values.map((value) => ({ ...value, made: theCase.entries.find(({ id }) => id === value.entry) }));
    const { kind, form, form_version: formVersion } = entries.at(-1).made;
    return { question, kind, form, formVersion, isDraft: false, values: entries.map(({ made, ...value }) => ({ ...value, isLocal: made.local, name: nameIn(made, value), when: timeOf(made, Date.now()) })) };
  });
  const drafts = (await listDrafts(theCase.record)).flatMap(inDraft).filter(({ values }) => values.length > 1);
  return [...drafts, ...sealed];
}

const nameIn = (made, { author }) => (author === made.author ? made.author_name : made.writers?.[author]);

function inDraft({ form, formVersion, answers, savedAt, handed }) {
  return Object.entries(handed?.beside ?? {}).map(([question, values]) => {
    const own = isSaid(answers[question]) ? [{ answer: answers[question], isLocal: true, when: `${dayTimeWords(momentOf(savedAt), Date.now())}, phone’s time` }] : [];
    return { question, kind: "interview", form, formVersion, isDraft: true, values: [...own, ...values.map(({ answer, author }) => ({ answer, author, name: handed.names[author] }))] };
  });
}

/** What the young person said is never put together, nor a choice. */
const mayBeBoth = ({ kind, choices }, answers) => kind !== "words" && !choices && answers.every((answer) => typeof answer === "string");

function textOf(answer, question, view) {
  if (typeof answer !== "string") return answer?.unanswered ? unansweredWords(answer.unanswered, view, question.noted) : String(answer);
  return question.choices ? choiceWords(question, answer, view) : whenWords(answer);
}

function whoseWords({ author, name, device, isLocal, when = "" }, account) {
  const who = isLocal ? "You, on this phone" : author === account.id ? "You" : (name ?? "Somebody else");
  return [device === null ? `${who}, in the portal` : who, when].filter(Boolean).join(" · ");
}

function tile(at, text, whose) {
  const id = `answer-${at}`;
  const input = element("input", { class: "govuk-radios__input", type: "radio", id, name: "answer", value: String(at) });
  const words = element("span", {}, element("span", { class: "rhi-said", translate: "no", dir: "auto" }, ...[text].flat()), whose ? element("span", { class: "rhi-tile__second" }, whose) : null);
  return element("div", { class: "govuk-radios__item" }, input, element("label", { class: "govuk-label govuk-radios__label", for: id }, words));
}

async function keep(main, record, { question, kind, form, formVersion, isDraft }, answers) {
  const chosen = main.querySelector("input:checked");
  slot(main, "wrong").hidden = Boolean(chosen);
  if (!chosen) return main.querySelector("input").focus();
  const answer = answers[Number(chosen.value)];
  try {
    const drafts = await listDrafts(record);
    if (!isDraft) await addEntry(record, { kind, form, formVersion, answers: { [question]: answer }, isChoice: true });
    // What is still being typed becomes an entry later: it must not say the other one again.
    if (drafts.some((draft) => draft.form === form && question in draft.answers)) await settleDraft(record, form, question, answer);
  } catch (problem) {
    return sayNotSaved(main, problem);
  }
  const left = await twoAnswersIn(await getCase(record));
  return go(pathOf(record, ...(left.length ? ["10c"] : [])), { replace: true });
}
