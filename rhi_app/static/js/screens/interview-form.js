/* The interview's questions, section by section, and what is answered so far: entries first, then what is drafted. */

import { loadForm } from "../forms.js";
import { loadDraft } from "../records.js";

const BY_PHONE_ALONE = ["help.not_to_share_lines"];

/** @returns {Promise<{form: HTMLElement, version: number | undefined, answers: object, drafted: object, handed?: object}>} */
export async function interviewOf(theCase, name = "interview") {
  const draft = await loadDraft(theCase.record, name);
  const made = theCase.entries.filter(({ kind, form }) => kind === "interview" && form === name);
  const answered = Object.assign({}, ...made.map(({ answers }) => answers));
  const form = await loadForm(name, draft?.formVersion);
  return { form, version: Number(form.dataset.version), answers: { ...answered, ...draft?.answers }, drafted: draft?.answers ?? {}, handed: draft?.handed };
}

/** @param {HTMLElement} form @returns {{id: string, title: string, ids: string[]}[]} */
export function sectionsOf(form) {
  return [...form.querySelectorAll("[data-section]")].map((section) => ({
    id: section.dataset.section,
    title: section.dataset.title,
    ids: [...section.querySelectorAll("[data-block]")].map((block) => block.dataset.block).filter((id) => !BY_PHONE_ALONE.includes(id)),
  }));
}

/** `1 answer, 1 “didn’t want to say”`, or nothing. */
export function countWords(ids, answers) {
  const said = ids.map((id) => answers[id]).filter((answer) => answer !== undefined);
  const words = said.filter((answer) => !answer.unanswered).length;
  const parts = words ? [`${words} ${words === 1 ? "answer" : "answers"}`] : [];
  const not = { did_not_want_to_say: "didn’t want to say", not_asked: "not asked", not_known: "not known" };
  for (const [code, label] of Object.entries(not)) {
    const count = said.filter((answer) => answer.unanswered === code).length;
    if (count) parts.push(`${count} “${label}”`);
  }
  return parts.join(", ");
}

/** What the young person said, heading by heading, for reading back: their words and what they did not want to say. */
export function saidIn(form, answers) {
  const asked = sectionsOf(form).flatMap(({ ids }) => ids).filter((id) => !id.startsWith("talk.")); // how the talk was is not what they said
  return asked.filter((id) => id !== "help.not_to_share_answer" && answers[id] !== undefined && answers[id].unanswered !== "not_asked")
    .map((id) => ({ id, heading: headingOf(form, id), answer: answers[id] }));
}

/** Where a question stands in a part of the interviewer's own, for an address: the number of the section and of the line. */
export function placeIn(form, id) {
  const lists = [...form.querySelectorAll("[data-section]")];
  const parts = (lists.length ? lists : [form]).map((part) => [...part.querySelectorAll("[data-block]")].map((block) => block.dataset.block));
  const at = parts.findIndex((ids) => ids.includes(id));
  return at < 0 ? [] : [String(at), String(parts[at].indexOf(id))];
}

export function headingOf(form, id) {
  const block = form.querySelector(`[data-block="${id}"]`);
  return block.querySelector("label, legend").textContent.trim();
}

/** The words of a stored choice, as the tile says them. */
export function choiceWords(form, id, code) {
  return form.querySelector(`[data-block="${id}"] input[value="${code}"]`)?.nextElementSibling?.textContent.trim() ?? code;
}
