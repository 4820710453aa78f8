/* Yours: what was explained before the first question; for later the lists, and the analysis. Facts and opinion are written apart. */

import { common, getCase, saveDraft } from "../records.js";
import { deskView, isAtDesk } from "./at-desk.js";
import { personalise } from "./choices.js";
import { copy, say, slot } from "./dom.js";
import { topicsOfAnalysis } from "./from-protocol.js";
import { go, pathOf } from "./navigation.js";
import { interviewOf, sectionsOf } from "./interview-form.js";
import { chooseReaders } from "./item-readers.js";
import { openReasons } from "./reasons.js";
import { contentFor } from "./rules.js";
import { formSaver } from "./typing.js";

const FORMS = { opening: "visit_ended", lists: "lists", analysis: "analysis" };
const TITLES = { lists: "People, places, vehicles", analysis: "Risk and analysis" };
const AFTER = { lists: "analysis" };
const ELSEWHERE = ["analysis.late_reason", "analysis.late_words"]; // 10d asks for these

/** The sections of a part, each a screen: of an older version the whole is one. @param {string} name @param {HTMLElement} form */
export function partsOf(name, form) {
  const sections = sectionsOf(form).filter(({ id }) => name !== "opening" || id === "opening");
  const blocks = () => [...form.children].map((block) => block.dataset.block);
  return sections.length ? sections : [{ id: null, title: TITLES[name], ids: blocks() }];
}

/** @param {import("./navigation.js").Place} place @returns {Promise<import("./frame.js").View>} */
export async function screen(place) {
  const [wanted, section, line] = place.args;
  const name = wanted in FORMS ? wanted : "lists";
  const { record } = place;
  const [theCase, shared] = await Promise.all([getCase(record), common()]);
  if (isAtDesk(theCase)) return deskView(theCase);
  const { form, version, answers } = await interviewOf(theCase, FORMS[name]);
  const parts = partsOf(name, form);
  const at = Math.min(Number(section) || 0, parts.length - 1);
  place.args = [name, String(at)]; // the way back from "Harm" names the section
  const main = say(copy("06d"), { heading: parts[at].title });
  slot(main, "form").replaceChildren(...blocksOf(form, parts[at]));
  if (name === "analysis") slot(main, "topics").replaceChildren(...topicsOfAnalysis(contentFor(theCase, shared)));
  await chooseReaders(main, theCase, shared);
  personalise(main, theCase);
  const typing = formSaver(main, { answers, status: slot(main, "saving"), save: (said) => saveDraft(record, FORMS[name], said, version) });
  openReasons(main);
  const focus = line === undefined ? undefined : main.querySelectorAll("[data-block]")[Number(line)]?.querySelector("textarea, input:not([type=hidden])");
  const back = name === "opening" ? { path: pathOf(record, "06"), label: "Sections" } : { path: pathOf(record), label: theCase.initials };
  return { main, theCase, clock: name === "opening" ? "quiet" : "line", title: "Your part", back, next: nextAfter(record, name, parts, at), saver: typing.saver, focus };
}

function blocksOf(form, { id }) {
  const part = id === null ? form : form.querySelector(`[data-section="${id}"]`);
  return [...part.children].filter((block) => !ELSEWHERE.includes(block.dataset.block));
}

function nextAfter(record, name, parts, at) {
  const to = (label, ...path) => ({ label, act: () => go(pathOf(record, ...path)) });
  if (name === "opening") return to("Go on with the talk", "06a", "before");
  if (parts[at + 1]) return to("Next", "06d", name, String(at + 1));
  return AFTER[name] ? to(TITLES[AFTER[name]], "06d", AFTER[name]) : { ...to("Who will see what", "09"), icon: "eye" };
}
