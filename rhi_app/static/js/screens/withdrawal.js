/* 05f Someone stops. What rests on the agreement is held back until a manager decides; harm, a child at risk and a crime still go. */

import { currentVersion, loadForm, question } from "../forms.js";
import { addEntry, getCase, loadDraft, saveDraft } from "../records.js";
import { peopleTiles, personalise } from "./choices.js";
import { copy, say, slot } from "./dom.js";
import { go, pathOf } from "./navigation.js";
import { calledName, parentTiles } from "./people.js";
import { isToBeSaved, sayNotSaved } from "./save-once.js";
import { formSaver } from "./typing.js";

/** @param {import("./navigation.js").Place} place @returns {Promise<import("./frame.js").View>} */
export async function screen({ record }) {
  const [theCase, form, draft] = await Promise.all([getCase(record), loadForm("withdrawal"), loadDraft(record, "withdrawal")]);
  const main = copy("05f");
  slot(main, "form").replaceChildren(...["withdrawal.who", "withdrawal.contact", "withdrawal.words"].map((id) => question(form, id)));
  personalise(main, theCase);
  peopleTiles(main, "withdrawal.contact", theCase, parentTiles(theCase));
  say(main, { told: `What rests on ${calledName(theCase)}’s agreement is held back until a manager decides. Harm, a child at risk or a crime still goes, as was said before the talk.` });
  const answers = { "withdrawal.who": "child", ...draft?.answers };
  const typing = formSaver(main, { answers, save: (said) => saveDraft(record, "withdrawal", said, currentVersion("withdrawal")) });
  const whichParent = () => (question(main, "withdrawal.contact").hidden = typing.answers()["withdrawal.who"] !== "parent");
  main.addEventListener("change", whichParent);
  whichParent();
  const next = { label: "They have stopped", icon: "check", act: () => save(main, record, typing) };
  return { main, theCase, clock: "quiet", back: { path: pathOf(record, "05"), label: "Agreement" }, next, saver: typing.saver };
}

async function save(main, record, { saver, answers }) {
  if (!isToBeSaved(main)) return undefined;
  await saver.flush();
  try {
    await addEntry(record, { kind: "withdrawal", form: "withdrawal", formVersion: currentVersion("withdrawal"), answers: answers() });
  } catch (problem) {
    return sayNotSaved(main, problem);
  }
  return go(pathOf(record), { replace: true });
}
