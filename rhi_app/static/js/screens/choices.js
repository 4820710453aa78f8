/* Tap tiles that know the case: icons, people, the name that the young person goes by. */

import { question } from "../forms.js";
import { element, icon } from "./dom.js";
import { calledName, reachable } from "./people.js";

/** An icon before each tile's word. @param {ParentNode} root @param {string} id @param {Record<string, string>} icons by code */
export function decorate(root, id, icons) {
  for (const input of question(root, id).querySelectorAll("input")) {
    const name = icons[input.value];
    const label = input.nextElementSibling;
    if (name && label && !label.querySelector("svg")) label.prepend(icon(name));
  }
}

/** The people whom this can be about; who must not be rung or asked is not among them. */
export function peopleTiles(root, id, theCase, people = reachable(theCase)) {
  const place = root.querySelector(`[data-people="${id}"]`);
  place.replaceChildren(...people.map((person, at) => tile(id, person, at)));
}

function tile(id, { id: code, name, relation }, at) {
  const inputId = `${id.replaceAll(".", "-")}-${at}`;
  const input = element("input", { class: "govuk-radios__input", type: "radio", id: inputId, name: id, value: code });
  const words = element("span", {}, name, relation ? element("span", { class: "rhi-tile__second" }, relation) : null);
  const label = element("label", { class: "govuk-label govuk-radios__label", for: inputId }, icon("person"), words);
  return element("div", { class: "govuk-radios__item" }, input, label);
}

/** "the young person" becomes the name that they go by: the form's page itself is anonymous. */
export function personalise(root, theCase) {
  const name = calledName(theCase);
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) texts.currentNode.data = texts.currentNode.data.replace(/the young person/gi, name);
  for (const rows of root.querySelectorAll("template")) personalise(rows.content, theCase);
  return root;
}
