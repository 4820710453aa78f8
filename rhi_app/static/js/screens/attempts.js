/* 04b What was just saved, with its undo, and the attempts that can be seen. */

import { timeWords } from "../clock.js";
import { common, getCase, saveDraft } from "../records.js";
import { copy, element, icon, onTap, row, say, slot, strong } from "./dom.js";
import { attemptsOf, attemptTitle, happened } from "./events.js";
import { linkTo } from "./frame.js";
import { go, pathOf } from "./navigation.js";
import { noteCall } from "./last-call.js";
import { amend, holdOn, make, onMade, undo, waitingFor } from "./pending.js";
import { mayRing, nameOf, ownContact, telephoneLink } from "./people.js";

/** @param {import("./navigation.js").Place} place @returns {Promise<import("./frame.js").View>} */
export async function screen({ record }) {
  const [theCase, shared] = await Promise.all([getCase(record), common()]);
  const main = copy("04b");
  const waiting = waitingFor(record);
  showSaved(main, theCase, record, waiting);
  showAttempts(main, theCase, shared.account, waiting);
  showNote(main, waiting);
  showRing(main, theCase, record, waiting);
  slot(main, "why").replaceChildren(linkTo(pathOf(record, "17", "decline", "form"), "Why?"));
  slot(main, "decline").replaceChildren(linkTo(pathOf(record, "13"), [icon("door"), "They do not want to take part"], "govuk-button govuk-button--secondary rhi-wide"));
  const done = async () => {
    await make();
    await go(pathOf(record));
  };
  return { main, theCase, clock: "line", title: theCase.initials, back: { path: pathOf(record), label: "Case" }, next: { label: "Done", icon: "check", act: done } };
}

function showSaved(main, theCase, record, waiting) {
  const note = slot(main, "saved");
  note.hidden = !waiting;
  if (!waiting) return;
  const { addition, at } = waiting;
  say(note, { sentence: [strong(`Saved ${timeWords(at)}.`), ` ${attemptTitle(theCase, addition)}.`] });
  const back = slot(note, "undo");
  onTap(back, () => takeBack(record, note));
  onMade((problem) => {
    if (problem) say(note, { sentence: [strong("Not saved yet. "), problem.sentence] });
    else if (note.isConnected) slot(note, "undo").hidden = true; // the only word on what happened stays
  });
}

async function takeBack(record, note) {
  const addition = await undo();
  if (!addition) return say(note, { sentence: "It is made already. Say what was wrong in a note on the next one." });
  if (addition.kind === "offer") return go(pathOf(record, "04c"), { replace: true });
  const { "attempt.outcome": _, ...answers } = addition.answers; // the third tap saves again
  await saveDraft(record, "attempt", answers, addition.formVersion);
  return go(pathOf(record, "04"), { replace: true });
}

function showAttempts(main, theCase, account, waiting) {
  const made = attemptsOf(theCase).toReversed();
  slot(main, "count").textContent = `Attempts: ${made.length + (waiting ? 1 : 0)}`;
  const rows = made.map((entry) => {
    const { meta, isSure } = happened(theCase, entry, account, Date.now());
    return event(main, attemptTitle(theCase, entry), meta, isSure);
  });
  if (waiting) rows.unshift(event(main, attemptTitle(theCase, waiting.addition), `${timeWords(Date.parse(waiting.addition.happenedAt))}, phone’s time · only on this phone`, false));
  slot(main, "attempts").replaceChildren(...rows);
}

function event(main, title, meta, isSure) {
  const made = say(row(main, "event"), { title, meta });
  made.classList.toggle("rhi-dots__event--phone", !isSure);
  return made;
}

/** A few words go with what was just saved, while it can still be undone. */
function showNote(main, waiting) {
  const place = slot(main, "note");
  place.hidden = !waiting;
  if (!waiting) return;
  const [button, field] = [slot(place, "add"), slot(place, "words")];
  onTap(button, () => {
    button.hidden = true;
    slot(place, "field").hidden = false;
    field.focus();
  });
  field.addEventListener("input", () => {
    holdOn();
    return amend({ [`${waiting.addition.form}.note`]: field.value.trim() });
  });
}

function showRing(main, theCase, record, waiting) {
  const last = waiting?.addition ?? attemptsOf(theCase).at(-1);
  const id = last?.answers["attempt.to"] ?? last?.answers["offer.to"];
  const contact = id === "child" ? ownContact(theCase) : theCase.contacts.find((one) => one.id === id);
  const place = slot(main, "ring");
  if (!id || !mayRing(theCase, contact)) return place.remove();
  const link = element("a", { class: "govuk-button govuk-button--secondary rhi-wide rhi-focus", href: telephoneLink(contact.telephone) }, icon("call"), `Ring ${nameOf(theCase, id)} again`);
  link.addEventListener("click", () => noteCall(record, { how: "rang", to: id }));
  place.replaceChildren(link);
}
