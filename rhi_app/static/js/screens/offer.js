/* 04c The offer as an event: how, to whom, what was answered, what the young person would like. "A letter was sent" is not enough. */

import { lookOver, showFound } from "../errors.js";
import { currentVersion, loadForm, question } from "../forms.js";
import { common, discardDraft, getCase, loadDraft, saveDraft } from "../records.js";
import { decorate, peopleTiles, personalise } from "./choices.js";
import { copy, slot } from "./dom.js";
import { renameNext } from "./frame.js";
import { go, pathOf } from "./navigation.js";
import { unmarked, wait } from "./pending.js";
import { answerTo, decisionOf } from "./rules.js";
import { formSaver } from "./typing.js";
import { whenBlock } from "./when.js";

const ICONS = {
  "offer.how": { telephone: "call", in_person: "person", text: "message", letter: "mail", through_carer: "person" },
  "offer.response": { accepted: "check", wants_time: "clock", declined: "cross", no_reply: "dash" },
};
const IDS = ["offer.how", "offer.to", "offer.response", "offer.verbal", "offer.person", "offer.preferred", "offer.note"];
const BY_WORD = ["telephone", "in_person"];

/** @param {import("./navigation.js").Place} place @returns {Promise<import("./frame.js").View>} */
export async function screen({ record }) {
  const [theCase, shared, form, draft, attempt] = await Promise.all([
    getCase(record), common(), loadForm("offer"), loadDraft(record, "offer"), loadDraft(record, "attempt"),
  ]);
  const main = copy("04c");
  slot(main, "form").replaceChildren(...IDS.map((id) => question(form, id)));
  personalise(main, theCase);
  for (const [id, icons] of Object.entries(ICONS)) decorate(main, id, icons);
  peopleTiles(main, "offer.to", theCase);
  sayWhyAgain(main, decisionOf(theCase, shared));
  const when = whenBlock(slot(main, "when"));
  const answers = draft ? unmarked(draft.answers) : begunAs(attempt?.answers ?? {});
  const typing = formSaver(main, { answers, save: (said) => saveDraft(record, "offer", said, currentVersion("offer")) });
  question(main, "offer.how").addEventListener("change", () => byWord(main));
  const next = { label: "Save the offer", icon: "check", act: () => save(main, record, typing, when) };
  return { main, theCase, clock: "line", title: "Offer", isHeading: true, back: { path: pathOf(record), label: theCase.initials }, next, saver: typing.saver };
}

/** What was tapped as an attempt goes over: it turned out to be an offer. */
function begunAs(attempt) {
  const how = { rang: "telephone", texted: "text", knocked: "in_person" }[attempt["attempt.how"]];
  return { ...(how && { "offer.how": how }), ...(attempt["attempt.to"] && { "offer.to": attempt["attempt.to"] }) };
}

function sayWhyAgain(main, decision) {
  const topics = Object.keys(decision.questions.additional_offers.topics);
  const answer = topics.map((topic) => answerTo(decision, "additional_offers", topic)).find(Boolean);
  const note = slot(main, "again");
  note.hidden = !answer;
  if (answer) slot(note, "say").textContent = answer.say;
}

/** Said by telephone or in person is by word of mouth; it may be put right by hand. */
function byWord(main) {
  const how = main.querySelector('[name="offer.how"]:checked')?.value;
  const untouched = !main.querySelector('[name="offer.verbal"]:checked');
  if (how && untouched) main.querySelector(`[name="offer.verbal"][value="${BY_WORD.includes(how) ? "yes" : "no"}"]`).checked = true;
}

async function save(main, record, { saver, answers }, when) {
  const found = lookOver(main);
  showFound(main, found);
  if (found.length && main.dataset.shown !== "true") {
    main.dataset.shown = "true"; // said once; the second tap saves it as it stands
    return renameNext("Save it all the same");
  }
  const happenedAt = when.moment();
  if (happenedAt === undefined) return undefined;
  await saver.flush();
  await wait(record, { kind: "offer", form: "offer", formVersion: currentVersion("offer"), answers: answers(), happenedAt: happenedAt ?? undefined });
  await discardDraft(record, "attempt"); // what was begun as an attempt is this offer
  return go(pathOf(record, "04b"), { replace: true });
}
