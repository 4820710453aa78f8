/* 07 Harm disclosed: what to do now, and a few words that leave first, alone, at once. Then back to the same line of the same question. */

import { currentVersion, loadForm, question } from "../forms.js";
import { addEntry, common, getCase, loadDraft, saveDraft } from "../records.js";
import { state } from "../sync.js";
import { personalise } from "./choices.js";
import { copy, element, icon, slot, strong } from "./dom.js";
import { renameNext } from "./frame.js";
import { go, pathOf } from "./navigation.js";
import { harmSteps } from "./harm-steps.js";
import { calledName } from "./people.js";
import { contentFor, decisionOf, numbersFor } from "./rules.js";
import { sayNotSaved } from "./save-once.js";
import { formSaver } from "./typing.js";

const MORE = ["harm.free_account", "harm.now", "harm.kind", "harm.forensic"];
const BACK_TO_TALK = ["05", "05b", "05d", "05e", "06", "06a", "08"];

/** @param {import("./navigation.js").Place} place @returns {Promise<import("./frame.js").View>} */
export async function screen({ record, args }) {
  const [theCase, shared, form, draft] = await Promise.all([getCase(record), common(), loadForm("harm"), loadDraft(record, "harm")]);
  const main = copy("07");
  const [decision, content] = [decisionOf(theCase, shared), contentFor(theCase, shared)];
  personalise(form, theCase);
  const steps = harmSteps({
    numbers: numbersFor(theCase, shared), name: calledName(theCase), content, safe: question(form, "harm.safe_tonight"), record, answer: section47(decision),
  });
  slot(main, "steps").replaceChildren(steps);
  slot(main, "words").replaceChildren(question(form, "harm.words"), question(form, "harm.told"));
  slot(main, "later").replaceChildren(...MORE.map((id) => question(form, id)));
  slot(main, "leaves").replaceChildren(icon("up"), element("span", {}, "Sent first, by itself. ", state().network === "none" ? strong("No network: ring.") : ""));
  const typing = formSaver(main, { answers: draft?.answers ?? {}, save: (said) => saveDraft(record, "harm", said, currentVersion("harm")) });
  const label = () => (Object.keys(typing.answers()).length ? "Save and go on listening" : "Go on listening");
  main.addEventListener("input", () => renameNext(label()));
  const backPath = pathOf(record, ...args);
  const next = { label: label(), act: () => save(main, record, typing, backPath) };
  const back = { path: backPath, label: BACK_TO_TALK.includes(args[0]) ? "Back to the talk" : "Back" };
  return { main, theCase, back, hasHarm: false, next, saver: typing.saver };
}

/** The rule that asks for a section 47 discussion, where this protocol has one. */
function section47(decision) {
  const topic = decision.questions.duties.topics.s47;
  return topic?.answers[0] ?? topic?.possible[0] ?? null;
}

async function save(main, record, { saver, answers }, backPath) {
  await saver.flush();
  const said = answers();
  if (Object.keys(said).length) {
    try {
      await addEntry(record, { kind: "harm", form: "harm", formVersion: currentVersion("harm"), answers: said, urgent: true });
    } catch (problem) {
      return sayNotSaved(main, problem);
    }
  }
  return go(backPath, { replace: true });
}
