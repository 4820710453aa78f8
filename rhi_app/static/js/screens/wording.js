/* 05b Before we talk: the exact words, the limits of secrecy and the readers, all before the pad. */

import { currentVersion, loadForm } from "../forms.js";
import { common, getCase, loadDraft, saveDraft } from "../records.js";
import { personalise } from "./choices.js";
import { copy, element, icon, row, say, slot, strong } from "./dom.js";
import { go, pathOf } from "./navigation.js";
import { firstName } from "./people.js";
import { readersOf } from "./readers.js";
import { contentFor, decisionOf, wordingFor } from "./rules.js";
import { formSaver } from "./typing.js";
import { draftKey, factBlocks } from "./who-may-agree.js";

const LANGUAGES = { en: "English", cy: "Welsh" };

/** @param {import("./navigation.js").Place} place @returns {Promise<import("./frame.js").View>} */
export async function screen({ record, args: [who = "child", contact = ""] }) {
  const key = draftKey("consent", who, contact);
  const [theCase, shared, form, draft] = await Promise.all([getCase(record), common(), loadForm("consent"), loadDraft(record, key)]);
  const [decision, content] = [decisionOf(theCase, shared), contentFor(theCase, shared)];
  const wording = wordingFor(content, who);
  const main = say(copy("05b"), { heading: who === "child" ? "Before we talk" : "Before you agree" });
  slot(main, "script").replaceChildren(...scriptOf(content, who, shared.account, wording));
  showReaders(main, who, readersOf(theCase, decision, content));
  say(main, { version: wording ? `These words: version ${wording.version}, ${LANGUAGES[wording.language] ?? wording.language}` : "No words of agreement in this protocol" });
  const on = [who, contact].filter(Boolean);
  slot(main, "facts").replaceChildren(...factBlocks(form, who, theCase.contacts.find(({ id }) => id === contact)));
  personalise(slot(main, "facts"), theCase); // the words themselves stand as they are printed
  const typing = formSaver(main, { answers: draft?.answers ?? {}, save: (said) => saveDraft(record, key, said, currentVersion("consent")) });
  const next = { label: "Hand over to sign", icon: "pencil", act: () => go(pathOf(record, "05c", ...on)) };
  return { main, theCase, clock: "quiet", back: { path: pathOf(record, "05"), label: "Agreement" }, next, saver: typing.saver };
}

function scriptOf(content, who, account, wording) {
  const me = element("p", {}, `I am ${firstName(account.name)}.`);
  if (who === "parent") return [me, ...(wording?.text ?? []).map((line) => element("p", {}, line))];
  const { lines = [], limits = [] } = content.opening ?? {};
  return [me, ...lines.map((line) => element("p", {}, line)), ...limits.map((line) => element("p", {}, strong(line)))];
}

/** A parent is told no more than that what is said is not shown to them. */
function showReaders(main, who, readers) {
  slot(main, "who").hidden = who === "parent";
  const rows = readers.map(({ title, gets }) => say(row(main, "reader"), { title, gets }));
  const family = say(row(main, "reader"), { title: "Your family does not get this", gets: null });
  family.querySelector("svg").replaceWith(icon("eye-off", "rhi-icon rhi-line__sign"));
  slot(main, "readers").replaceChildren(...rows, family);
}
