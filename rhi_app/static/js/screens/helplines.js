/* The numbers that a talk offers: which, its protocol says. They travel in the bundle and work offline. */

import { element } from "./dom.js";

const ALWAYS = ["card", "local"]; // no line of the nation's

const SAID_BY_NAME = ["police"]; // its tile carries both numbers

/** @param {Record<string, string>} numbers @param {string} code @returns {string} */
export const helplineNumber = (numbers, code) => (SAID_BY_NAME.includes(code) ? "" : (numbers[code] ?? ""));

/**
 * The lines of the protocol with their numbers, so that they can be read out or copied; one that was ticked before stays.
 * @param {ParentNode} form @param {Record<string, string>} numbers national ones, and those of the protocol's roles
 * @param {{lines: string[], local?: {role: string, label: string}} | null} helplines null: the record has no protocol yet
 */
export function giveHelplines(form, numbers, helplines) {
  for (const input of form.querySelectorAll('[name="safety.given"]')) {
    const local = input.value === "local" ? helplines?.local : undefined;
    const number = local ? (numbers[local.role] ?? "") : helplineNumber(numbers, input.value);
    const isOffered = !helplines || [...ALWAYS, ...helplines.lines].includes(input.value);
    input.closest(".govuk-checkboxes__item").hidden = !isOffered && !input.checked;
    const words = local?.label ?? input.nextElementSibling.textContent.trim();
    if (number || local) input.nextElementSibling.replaceChildren(element("span", {}, words, element("span", { class: "rhi-tile__second" }, number || "No number is filled in")));
  }
}
