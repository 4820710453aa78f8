/* Versioned forms: their pages come from the cache, answers go in and out by question id. */

import { cached } from "./cached.js";
import { readDay, readMoment, typedFor, typedForDay } from "./moments.js";

/** The version that this shell fills in. @param {string} name */
export const currentVersion = (name) => Number(document.getElementById("form-versions").dataset[name.replaceAll("_", "")]);

/**
 * A fresh copy of a form's questions. A draft that was begun under an older version is gone on with under that version.
 * @param {string} name
 * @param {number} [version]
 * @returns {Promise<HTMLElement>}
 */
export async function loadForm(name, version = currentVersion(name)) {
  const formOf = (page) => page.querySelector("[data-form]");
  return document.importNode(formOf(await cached(`/app/forms/${name}/${version}`, "document", formOf)), true);
}

/** The block of one question. @param {ParentNode} root @param {string} id @returns {HTMLElement} */
export const question = (root, id) => root.querySelector(`[data-block="${id}"]`);

/** All question ids that stand in this part of the page. */
export const idsIn = (root) => blocksIn(root).map((block) => block.dataset.block);

function blocksIn(root) {
  return [...root.querySelectorAll("[data-block]")].filter((block) => !block.parentElement.closest("[data-groups]"));
}

/** By question id, only what was said. @param {ParentNode} root @returns {Record<string, unknown>} */
export function collect(root) {
  const said = blocksIn(root).map((block) => [block.dataset.block, answerOf(block)]);
  return Object.fromEntries(said.filter(([, answer]) => answer !== null));
}

/** Puts answers back; what has none is emptied. */
export function fill(root, answers) {
  for (const block of blocksIn(root)) put(block, answers[block.dataset.block] ?? null);
}

/** @param {HTMLElement} block @returns {unknown} the answer as an entry keeps it; null when nothing was said */
export function answerOf(block) {
  return KINDS[block.dataset.kind].get(block) ?? unansweredOf(block);
}

/** @param {HTMLElement} block @param {unknown} answer */
export function put(block, answer) {
  const code = answer?.unanswered ?? null;
  for (const input of chipsOf(block)) input.checked = input.value === code;
  KINDS[block.dataset.kind].set(block, code ? null : answer);
}

export const chipsOf = (block) => [...block.querySelectorAll(".rhi-unanswered input")];

function unansweredOf(block) {
  const code = chipsOf(block).find((input) => input.checked)?.value;
  return code ? { unanswered: code } : null;
}

const control = (block) => block.querySelector("input, textarea, select");
const choices = (block) => [...block.querySelectorAll("input")].filter((input) => !input.closest(".rhi-unanswered"));

const typed = {
  get: (block) => (control(block).value.trim() === "" ? null : control(block).value),
  set: (block, answer) => (control(block).value = answer ?? ""),
};

const one = {
  get: (block) => choices(block).find((input) => input.checked)?.value ?? null,
  set: (block, answer) => choices(block).forEach((input) => (input.checked = input.value === answer)),
};

const some = {
  get: (block) => orNull(choices(block).filter((input) => input.checked).map((input) => input.value)),
  set: (block, answer) => choices(block).forEach((input) => (input.checked = (answer ?? []).includes(input.value))),
};

const json = {
  get: (block) => (control(block).value ? JSON.parse(control(block).value) : null),
  set: (block, answer) => (control(block).value = answer ? JSON.stringify(answer) : ""),
};

const KINDS = {
  text: { get: (block) => typed.get(block)?.trim() ?? null, set: typed.set },
  textarea: typed,
  select: typed,
  person: one,
  radios: one,
  checkboxes: some,
  carried: json,
  strokes: json,
  day: { get: (block) => partsAnswer(block, readDay), set: (block, answer) => setParts(block, answer, typedForDay) },
  moment: { get: (block) => partsAnswer(block, readMoment), set: (block, answer) => setParts(block, answer, (text) => typedFor(Date.parse(text))) },
  groups: { get: rowsAnswer, set: setRows },
};

const orNull = (list) => (list.length ? list : null);

// A day, or a day with a time

/** @returns {Record<string, HTMLInputElement>} by part */
export function partsOf(block) {
  return Object.fromEntries([...block.querySelectorAll("input")].map((input) => [input.name.split("-").at(-1), input]));
}

/** What cannot be read yet is kept as it stands: half a date must come back after a crash as well. */
function partsAnswer(block, read) {
  const parts = Object.fromEntries(Object.entries(partsOf(block)).map(([part, input]) => [part, input.value.trim()]));
  if (Object.values(parts).every((text) => text === "")) return null;
  return read(parts).answer ?? Object.values(parts).join(" ");
}

function setParts(block, answer, typedOf) {
  const isRead = answer !== null && /^\d{4}-\d{2}-\d{2}/.test(answer);
  const texts = isRead ? typedOf(answer) : null;
  const left = (answer ?? "").split(" ");
  for (const [at, [part, input]] of Object.entries(partsOf(block)).entries()) input.value = texts ? texts[part] : (left[at] ?? "");
}

// A list of groups: people, places

function rowsAnswer(block) {
  const rows = [...block.querySelectorAll("[data-group-row]")].filter(isWrittenIn).map(collectRow);
  return orNull(rows);
}

/** What stands there from the beginning is nobody's answer. */
function isWrittenIn(row) {
  const isUsual = (inner) => [...inner.querySelectorAll("input")].some((input) => input.checked && input.defaultChecked);
  return [...row.querySelectorAll("[data-block]")].some((inner) => answerOf(inner) !== null && !isUsual(inner));
}

function collectRow(row) {
  const said = [...row.querySelectorAll("[data-block]")].map((inner) => [inner.dataset.block, answerOf(inner)]);
  return Object.fromEntries(said.filter(([, answer]) => answer !== null));
}

function setRows(block, answer) {
  block.querySelector("[data-group-rows]").replaceChildren();
  for (const values of answer ?? []) {
    const row = addRow(block);
    for (const inner of row.querySelectorAll("[data-block]")) put(inner, values[inner.dataset.block] ?? null);
  }
}

/** One more empty row. Ids and names count on, so that no two controls share a label. @param {HTMLElement} block */
export function addRow(block) {
  const number = (block.dataset.made = Number(block.dataset.made ?? 0) + 1);
  const row = block.querySelector("template[data-group]").content.cloneNode(true).firstElementChild;
  for (const node of [row, ...row.querySelectorAll("*")]) renumber(node, number);
  block.querySelector("[data-group-rows]").append(row);
  return row;
}

function renumber(node, number) {
  for (const name of ["id", "name", "for", "aria-describedby", "aria-labelledby"]) {
    if (node.hasAttribute(name)) node.setAttribute(name, node.getAttribute(name).replace(/-0(?=-|$)/, `-${number}`));
  }
}
