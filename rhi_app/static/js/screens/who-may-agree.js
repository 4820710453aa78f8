/* Facts beside an agreement: whether this parent has parental responsibility, whether the young person understands; who judged it, and why. */

import { question } from "../forms.js";

const ASKED = { parent: ["consent.responsibility", "consent.responsibility_how"], child: ["consent.competence", "consent.competence_why"] };

/** Where what is typed of an agreement is kept: of two parents each has their own. @param {"consent"|"sign"} form */
export const draftKey = (form, who, contactId) => [`${form}-${who}`, contactId].filter(Boolean).join("/");

/** Which are asked: what the case knows of a parent is not asked again. @param {"child"|"parent"} who @param {object | undefined} contact */
export const factIds = (who, contact) => (who === "parent" && contact?.parental_responsibility === true ? [] : ASKED[who]);

/** What the case knows, and what was typed. @param {"child"|"parent"} who @param {object | undefined} contact @param {object} [typed] */
export function factsOf(who, contact, typed = {}) {
  if (who === "parent" && contact?.parental_responsibility === true) return { "consent.responsibility": "yes", "consent.responsibility_how": "Held with the case" };
  return Object.fromEntries(ASKED[who].filter((id) => typed[id] !== undefined).map((id) => [id, typed[id]]));
}

/** @param {HTMLElement} form @param {"child"|"parent"} who @param {object | undefined} contact @returns {HTMLElement[]} */
export const factBlocks = (form, who, contact) => factIds(who, contact).map((id) => question(form, id));
