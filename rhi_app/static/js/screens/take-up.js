/* 13b A declined offer stays open: they want to talk after all. The case left this phone with the decline; it comes back by itself. */

import { currentVersion, loadForm } from "../forms.js";
import { Problem } from "../problems.js";
import { listCases, loadPhoneDraft, savePhoneDraft, takeUp } from "../records.js";
import { copy, slot } from "./dom.js";
import { go, pathOf } from "./navigation.js";
import { isToBeSaved, sayNotSaved } from "./save-once.js";
import { formSaver } from "./typing.js";

/** @param {import("./navigation.js").Place} place @returns {Promise<import("./frame.js").View>} */
export async function screen({ record }) {
  const name = `taken_up ${record}`;
  const [rows, form, answers] = await Promise.all([listCases(), loadForm("taken_up"), loadPhoneDraft(name)]);
  const index = rows.find((one) => one.record === record);
  if (!index?.canBeTakenUp) throw new Problem("record-sealed");
  const main = copy("13b");
  slot(main, "form").replaceChildren(form);
  const typing = formSaver(main, { answers, save: (said) => savePhoneDraft(name, said) });
  const next = { label: "Take it up", icon: "check", act: () => save(main, record, typing) };
  return { main, title: index.initials, back: { path: pathOf(record, "11"), label: "Back" }, isSealed: true, next, saver: typing.saver };
}

async function save(main, record, { saver, answers }) {
  if (!isToBeSaved(main)) return undefined;
  await saver.flush();
  try {
    await takeUp(record, answers(), currentVersion("taken_up"));
  } catch (problem) {
    return sayNotSaved(main, problem);
  }
  return go(pathOf(record), { replace: true });
}
