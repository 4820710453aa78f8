/* 05d Said yes, not seen: counts as much as a signature, if it is written down how you know. */

import { currentVersion, loadForm, question } from "../forms.js";
import { addEntry, common, getCase, loadDraft, saveDraft } from "../records.js";
import { wordingName } from "../wordings.js";
import { decorate, personalise } from "./choices.js";
import { copy, slot } from "./dom.js";
import { linkTo } from "./frame.js";
import { go, pathOf } from "./navigation.js";
import { calledName, firstName } from "./people.js";
import { readersOf, readersShown } from "./readers.js";
import { answerTo, citationOf, contentFor, decisionOf, wordingFor } from "./rules.js";
import { isToBeSaved, sayNotSaved } from "./save-once.js";
import { formSaver } from "./typing.js";
import { whenBlock } from "./when.js";
import { draftKey, factIds, factsOf } from "./who-may-agree.js";

const IDS = ["consent.how", "consent.heard_by", "consent.said", "consent.understood"];
const HOW_ICONS = { telephone: "call", text: "message", video: "video", through_someone: "person", paper: "pencil" };

/** @param {import("./navigation.js").Place} place @returns {Promise<import("./frame.js").View>} */
export async function screen({ record, args: [who = "child", contactId = ""] }) {
  const key = draftKey("consent", who, contactId);
  const [theCase, shared, form, draft] = await Promise.all([getCase(record), common(), loadForm("consent"), loadDraft(record, key)]);
  const [decision, content] = [decisionOf(theCase, shared), contentFor(theCase, shared)];
  const contact = contactOf(theCase, contactId);
  const name = who === "child" ? calledName(theCase) : firstName(contact?.name ?? "the parent");
  const main = copy("05d");
  slot(main, "form").replaceChildren(...[...IDS, ...factIds(who, contactOf(theCase, contactId))].map((id) => question(form, id)));
  personalise(main, { ...theCase, child: { ...theCase.child, called: name } });
  decorate(main, "consent.how", HOW_ICONS);
  main.querySelector('[name="consent.how"][value="in_person"]')?.parentElement.remove(); // that is what the pad's screen is for
  const answer = answerTo(decision, "consent", who);
  if (answer) slot(main, "cite").replaceChildren(linkTo(pathOf(record, "17", "consent", who), citationOf(answer), "govuk-link rhi-cite"));
  slot(main, "words").replaceChildren(linkTo(pathOf(record, "05b", who, contactId).replace(/\/$/, ""), "The words to read out"));
  const when = whenBlock(slot(main, "when"));
  const answers = { "consent.heard_by": shared.account.name, ...draft?.answers };
  const typing = formSaver(main, { answers, save: (said) => saveDraft(record, key, said, currentVersion("consent")) });
  const base = await baseOf(theCase, decision, content, who, contactId);
  const next = { label: "Save this", icon: "check", act: () => save(main, record, { typing, when, base, key, who }) };
  return { main, theCase, clock: "line", title: name, back: { path: pathOf(record, "05"), label: "Agreement" }, next, saver: typing.saver };
}

const contactOf = (theCase, contactId) => theCase.contacts.find(({ id }) => id === contactId);

async function baseOf(theCase, decision, content, who, contactId) {
  const wording = wordingFor(content, who);
  return {
    ...(who === "parent" && factsOf(who, contactOf(theCase, contactId))), "consent.who": who, "consent.way": "indicated_not_seen", ...(contactId && { "consent.contact": contactId }),
    "consent.recipients": readersShown(readersOf(theCase, decision, content)),
    ...(wording && { "consent.wording": await wordingName(content, who, wording) }),
  };
}

async function save(main, record, { typing, when, base, key, who }) {
  if (!isToBeSaved(main)) return undefined;
  const happenedAt = when.moment();
  if (happenedAt === undefined) return undefined;
  await typing.saver.flush();
  try {
    await addEntry(record, {
      kind: "consent", form: "consent", formVersion: currentVersion("consent"), answers: { ...typing.answers(), ...base },
      happenedAt: happenedAt ?? undefined, drafts: [key],
    });
  } catch (problem) {
    return sayNotSaved(main, problem);
  }
  return go(pathOf(record, who === "child" ? "06" : "05"), { replace: true });
}
