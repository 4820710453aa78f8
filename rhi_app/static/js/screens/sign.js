/* 05c Handed over to sign. The alternative to drawing stands beside the pad, and so does "no, or not now". */

import { currentVersion } from "../forms.js";
import { addEntry, common, getCase, loadDraft, saveDraft } from "../records.js";
import { makeSaver } from "../saver.js";
import { signaturePad } from "../signature.js";
import { wordingName } from "../wordings.js";
import { copy, element, onTap, say, slot } from "./dom.js";
import { blank, giveBack, pathOf } from "./navigation.js";
import { calledName } from "./people.js";
import { readersOf, readersShown } from "./readers.js";
import { contentFor, decisionOf, wordingFor } from "./rules.js";
import { draftKey, factsOf } from "./who-may-agree.js";

export const A_DOT = "Draw more than a dot, or choose “I’d rather not draw”.";

/** @param {import("./navigation.js").Place} place @returns {Promise<import("./frame.js").View>} */
export async function screen({ record, args: [who = "child", contactId = ""] }) {
  const [theCase, shared, draft, typed] = await Promise.all([getCase(record), common(), loadDraft(record, draftKey("sign", who, contactId)), loadDraft(record, draftKey("consent", who, contactId))]);
  const [decision, content] = [decisionOf(theCase, shared), contentFor(theCase, shared)];
  const wording = wordingFor(content, who);
  const contact = theCase.contacts.find(({ id }) => id === contactId);
  const name = who === "child" ? calledName(theCase) : (contact?.name ?? "Parent");
  const main = say(copy("05c"), { heading: who === "child" ? "Do you agree to talk?" : "Do you agree?", signer: name });
  slot(main, "words").replaceChildren(...(wording?.text ?? []).map((line) => element("p", {}, line)));
  const pad = signaturePad(slot(main, "pad"), { drawing: draft?.answers.drawing ?? null, onChange: () => saver.touch() });
  const saver = makeSaver(() => saveDraft(record, draftKey("sign", who, contactId), { drawing: pad.drawing() }, currentVersion("consent")), () => {});
  const base = {
    ...factsOf(who, contact, typed?.answers), "consent.who": who, ...(contactId && { "consent.contact": contactId }), "consent.signed_by": name,
    "consent.wording": wording ? await wordingName(content, who, wording) : undefined, "consent.recipients": readersShown(readersOf(theCase, decision, content)), "consent.understood": "yes",
  };
  const parts = { main, record, who, contactId, pad, base };
  onTap(slot(main, "agree"), () => sign(parts));
  onTap(slot(main, "no-draw"), () => done(parts, { "consent.way": "indicated_not_seen", "consent.how": "in_person" }));
  onTap(slot(main, "no"), () => thank(parts, pathOf(record, who === "child" ? "13" : "05e")));
  onTap(slot(main, "clear"), () => pad.clear());
  onTap(slot(main, "hide"), blank);
  onTap(slot(main, "back"), () => giveBack(pathOf(record, "05")));
  return { main, isGiven: true, saver, stop: () => pad.stop() };
}

function sign({ main, pad, ...rest }) {
  const wrong = slot(main, "wrong");
  wrong.hidden = !pad.isADot();
  if (pad.isADot()) return (wrong.textContent = A_DOT);
  return done({ main, pad, ...rest }, { "consent.way": "signed", "consent.signature": pad.drawing() });
}

async function done({ main, record, who, contactId, pad, base }, answers) {
  const all = Object.fromEntries(Object.entries({ ...base, ...answers }).filter(([, answer]) => answer !== undefined));
  try {
    await addEntry(record, { kind: "consent", form: "consent", formVersion: currentVersion("consent"), answers: all, drafts: ["sign", "consent"].map((form) => draftKey(form, who, contactId)) });
  } catch (problem) {
    slot(main, "wrong").hidden = false;
    slot(main, "wrong").textContent = problem.sentence;
    return;
  }
  pad.stop();
  thank({ main }, pathOf(record, who === "child" ? "06" : "05"));
}

/** It stays theirs until they give it back. @param {{main: HTMLElement}} parts @param {string} path where it goes on, after the words */
export function thank({ main }, path) {
  const thanks = copy("thanks");
  onTap(slot(thanks, "back"), () => giveBack(path));
  main.replaceChildren(...thanks.childNodes);
  main.querySelector("h1").focus();
}
