/* 08 Handed over: their words, who will see what, and the signature. No clock, no way into the rest; "Give it back" asks for the words. */

import { hashText } from "../canonical.js";
import { currentVersion } from "../forms.js";
import { common, getCase, loadDraft, readBackText, saveDraft } from "../records.js";
import { makeSaver } from "../saver.js";
import { signaturePad } from "../signature.js";
import { copy, element, icon, onTap, row, say, slot } from "./dom.js";
import { blank, giveBack, pathOf } from "./navigation.js";
import { choiceWords, interviewOf, saidIn } from "./interview-form.js";
import { calledName, firstName } from "./people.js";
import { readersOf } from "./readers.js";
import { contentFor, decisionOf } from "./rules.js";
import { A_DOT, thank } from "./sign.js";

const NOT_SAID = { did_not_want_to_say: "You did not want to say. That is fine.", not_known: "You did not know. That is fine." };

/** @param {import("./navigation.js").Place} place @returns {Promise<import("./frame.js").View>} */
export async function screen({ record }) {
  const [theCase, shared, draft] = await Promise.all([getCase(record), common(), loadDraft(record, "visit_ended")]);
  const interview = await interviewOf(theCase);
  const main = copy("08");
  const hand = { main, record, theCase, shared, interview, ended: draft?.answers ?? {}, pad: null };
  onTap(slot(main, "hide"), blank);
  onTap(slot(main, "back"), () => giveBack(pathOf(record, "10a")));
  const said = saidIn(interview.form, interview.answers);
  await (said.length ? showWords(hand, said) : showSignature(hand)); // nothing was said: straight to the signature
  return { main, isGiven: true, saver: { flush: () => hand.saver?.flush() }, stop: () => hand.pad?.stop() };
}

function page({ main }, name, at) {
  const made = copy(name);
  say(made, { at: `${at} of 3` });
  slot(main, "page").replaceChildren(made);
  scrollTo(0, 0);
  const heading = made.querySelector("h1");
  heading.setAttribute("tabindex", "-1");
  heading.focus();
  return made;
}

function showWords(hand, said) {
  const made = page(hand, "08-words", 1);
  slot(made, "lead").textContent = `${firstName(hand.shared.account.name)} wrote this down. You can change it or take words out.`;
  slot(made, "said").replaceChildren(...said.map((one) => wordsBlock(made, hand, one)));
  onTap(slot(made, "right"), () => showReaders(hand));
  onTap(slot(made, "change"), () => showChanging(hand, said));
}

function wordsBlock(made, { interview }, { id, heading, answer }) {
  return say(row(made, "one"), { heading, words: wordsOf(interview.form, id, answer) });
}

function wordsOf(form, id, answer) {
  if (answer.unanswered) return NOT_SAID[answer.unanswered] ?? "You were not asked.";
  if (Array.isArray(answer)) return answer.map((code) => choiceWords(form, id, code)).join(", ");
  return isWords(form, id) ? answer : choiceWords(form, id, answer);
}

const isWords = (form, id) => form.querySelector(`[data-block="${id}"]`).dataset.kind === "textarea";

/** The young person writes in their own words. Which answers they changed is kept; what they took out is not: it would be sent with the rest. */
function showChanging(hand, said) {
  const made = page(hand, "08-change", 1);
  const { interview, record } = hand;
  const fields = said.filter(({ id }) => isWords(interview.form, id)).map(({ id, heading, answer }, at) => {
    const field = element("textarea", { class: "govuk-textarea", id: `their-${at}`, rows: "5", spellcheck: "false", autocomplete: "off", translate: "no", dir: "auto" });
    field.value = answer.unanswered ? "" : answer;
    const label = element("label", { class: "govuk-label govuk-label--m", for: field.id }, heading);
    return { id, heading, before: answer, field, block: element("div", { class: "govuk-form-group" }, label, field) };
  });
  slot(made, "fields").replaceChildren(...fields.map(({ block }) => block));
  const earlier = (hand.ended["readback.changes"] ?? "").split("\n").filter(Boolean);
  hand.saver = makeSaver(() => saveChanges(hand, fields, earlier), ({ words }) => (slot(made, "saving").textContent = words));
  slot(made, "fields").addEventListener("input", () => hand.saver.touch());
  onTap(slot(made, "done"), async () => {
    await hand.saver.flush();
    const fresh = await interviewOf(await getCase(record));
    hand.interview = fresh;
    showWords(hand, saidIn(fresh.form, fresh.answers));
  });
}

async function saveChanges(hand, fields, earlier) {
  const changed = fields.filter(({ before, field }) => field.value.trim() !== (before.unanswered ? "" : before).trim());
  const answers = { ...hand.interview.answers };
  for (const { id, field } of changed) answers[id] = field.value.trim() || { unanswered: "did_not_want_to_say" };
  const lines = changed.map(({ heading, field }) => `${field.value.trim() ? "Changed" : "Taken out"}: ${heading}`);
  await saveEnded(hand, { "readback.changes": [...new Set([...earlier, ...lines])].join("\n") || undefined });
  return saveDraft(hand.record, "interview", answers, hand.interview.version);
}

async function saveEnded(hand, answers) {
  const kept = (await loadDraft(hand.record, "visit_ended"))?.answers ?? {};
  hand.ended = { ...kept, ...answers };
  return saveDraft(hand.record, "visit_ended", hand.ended, currentVersion("visit_ended"));
}

function showReaders(hand) {
  const made = page(hand, "08-readers", 2);
  const readers = readersOf(hand.theCase, decisionOf(hand.theCase, hand.shared), contentFor(hand.theCase, hand.shared));
  const family = say(row(made, "reader"), { title: "Your family does not get this", gets: null });
  family.querySelector("svg").replaceWith(icon("eye-off", "rhi-icon rhi-line__sign"));
  slot(made, "readers").replaceChildren(...readers.map(({ title, gets }) => say(row(made, "reader"), { title, gets })), family);
  onTap(slot(made, "on"), () => showSignature(hand));
}

async function showSignature(hand) {
  const made = page(hand, "08-sign", 3);
  say(made, { signer: calledName(hand.theCase) });
  hand.pad = signaturePad(slot(made, "pad"), { drawing: hand.ended["readback.signature"] ?? null });
  const end = async (way, signature) => {
    const text = await readBackText(hand.record);
    const signed = { "readback.done": "yes", "readback.way": way, "readback.text_digest": await hashText(new TextEncoder().encode(text)) };
    await saveEnded(hand, { ...signed, "readback.signature": signature });
    hand.pad.stop();
    thank({ main: hand.main }, pathOf(hand.record, "10a"));
  };
  const fails = (work) => async () => {
    try {
      await work();
    } catch (problem) {
      complain(made, problem.sentence);
    }
  };
  onTap(slot(made, "clear"), () => hand.pad.clear());
  onTap(slot(made, "sign"), fails(async () => (hand.pad.isADot() ? complain(made, A_DOT) : end("signed", hand.pad.drawing()))));
  onTap(slot(made, "no-draw"), fails(() => end("agreed_not_seen", undefined)));
  onTap(slot(made, "no"), fails(() => end("refused", undefined)));
}

function complain(made, sentence) {
  slot(made, "wrong").textContent = sentence;
  slot(made, "wrong").hidden = false;
}
