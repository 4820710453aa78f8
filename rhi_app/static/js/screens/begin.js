/* Met someone who is on nobody's list: what they are called and a few facts, and the talk begins. A person finds out later who it is. */

import { currentVersion, loadForm } from "../forms.js";
import { beginRecord, canBegin, common, loadPhoneDraft, savePhoneDraft } from "../records.js";
import { copy, element, say, slot } from "./dom.js";
import { harmSteps } from "./harm-steps.js";
import { go, pathOf } from "./navigation.js";
import { isToBeSaved, sayNotSaved } from "./save-once.js";
import { formSaver } from "./typing.js";

const BACK = { path: "/app/", label: "Today" };

/** @param {boolean} isHarm whether harm was disclosed: then the steps stand first @returns {Promise<import("./frame.js").View>} */
export async function beginScreen(isHarm) {
  const [shared, form, answers, isReady] = await Promise.all([common(), loadForm("begun"), loadPhoneDraft("begun"), canBegin()]);
  const main = say(copy("begin"), { heading: isHarm ? "Harm disclosed" : "Someone who is not on your list" });
  slot(main, "steps").replaceChildren(isHarm ? harmSteps({ numbers: shared?.numbers ?? {}, name: "the young person" }) : element("div"));
  slot(main, "on-paper").hidden = isReady;
  if (!isReady) return { main, back: BACK, hasHarm: !isHarm, next: { label: "Back to today", act: () => go("/app/") } };
  slot(main, "form").replaceChildren(form);
  const typing = formSaver(main, { answers, save: (said) => savePhoneDraft("begun", said) });
  const act = () => begin(main, typing, (record) => (isHarm ? pathOf(record, "07", "03") : pathOf(record)));
  return { main, back: BACK, hasHarm: !isHarm, next: { label: isHarm ? "Write it down" : "Begin", icon: "check", act }, saver: typing.saver };
}

async function begin(main, { saver, answers }, pathFor) {
  if (!isToBeSaved(main)) return undefined;
  await saver.flush();
  try {
    return go(pathFor(await beginRecord(answers(), currentVersion("begun"))), { replace: true });
  } catch (problem) {
    return sayNotSaved(main, problem);
  }
}
