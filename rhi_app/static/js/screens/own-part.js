/* Yours, for later: the lists, and the analysis. Facts and opinion are written apart. */

import { common, getCase, saveDraft } from "../records.js";
import { deskView, isAtDesk } from "./at-desk.js";
import { personalise } from "./choices.js";
import { copy, say, slot } from "./dom.js";
import { topicsOfAnalysis } from "./from-protocol.js";
import { go, pathOf } from "./index.js";
import { interviewOf } from "./interview-form.js";
import { contentFor } from "./rules.js";
import { formSaver } from "./typing.js";

const TITLES = { lists: "People, places, vehicles", analysis: "Risk and analysis" };
const ELSEWHERE = ["analysis.late_reason", "analysis.late_words"]; // 10d asks for these

/** @param {import("./index.js").Place} place @returns {Promise<import("./frame.js").View>} */
export async function screen({ record, args: [name = "lists", line] }) {
  const [theCase, shared] = await Promise.all([getCase(record), common()]);
  if (isAtDesk(theCase)) return deskView(theCase);
  const { form, version, answers } = await interviewOf(theCase, FORMS[name]);
  const parts = partsOf(name, form);
  const at = Math.min(Number(section) || 0, parts.length - 1);
  place.args = [name, String(at)]; // the way back from "Harm" names the section
  const main = say(copy("06d"), { heading: parts[at].title });
  slot(main, "form").replaceChildren(...blocksOf(form, parts[at]));
  if (name === "analysis") slot(main, "topics").replaceChildren(...topicsOfAnalysis(contentFor(theCase, shared)));
  personalise(main, theCase);
  const typing = formSaver(main, { answers, handed, status: slot(main, "saving"), save: (said) => saveDraft(record, name, said, version) });
  const next = name === "lists"
    ? { label: "Risk and analysis", act: () => go(pathOf(record, "06d", "analysis")) }
    : { label: "Who will see what", icon: "eye", act: () => go(pathOf(record, "09")) };
  const focus = line === undefined ? undefined : main.querySelectorAll("[data-block]")[Number(line)]?.querySelector("textarea, input:not([type=hidden])");
  return { main, theCase, clock: "line", title: "Your part", back: { path: pathOf(record), label: theCase.initials }, next, saver: typing.saver, focus };
}
