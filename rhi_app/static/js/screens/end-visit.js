/* 10a End the visit: one sentence on what can no longer be changed; what is missing comes here and not before, with a button beside it. */

import { addressesIn, knownAddresses } from "../addresses.js";
import { hashText } from "../canonical.js";
import { dateWords, momentOf, spanWords, timeWords } from "../clock.js";
import { exceptionalMeans } from "../decided.js";
import { answerOf, currentVersion, loadForm, question } from "../forms.js";
import { common, endVisit, getCase, loadDraft, readBackText, saveDraft } from "../records.js";
import { hasAgreed, newest } from "./agreed.js";
import { personalise } from "./choices.js";
import { dueAt } from "./clock-of.js";
import { copy, element, icon, row, say, slot, strong } from "./dom.js";
import { linkTo } from "./frame.js";
import { countWords, interviewOf, saidIn, sectionsOf } from "./interview-form.js";
import { go, pathOf } from "./navigation.js";
import { calledName } from "./people.js";
import { meansWords } from "./required.js";
import { consentVerdict, contentFor, decisionOf } from "./rules.js";
import { isToBeSaved, sayNotSaved } from "./save-once.js";
import { formSaver } from "./typing.js";

const SETTING = ["visit.place", "visit.present", "visit.present_names", "visit.before_return", "visit.copy_offered", "visit.started_at", "visit.ended_at"];
const A_DAY = 24 * 3600 * 1000;

/** @param {import("./navigation.js").Place} place @returns {Promise<import("./frame.js").View>} */
export async function screen({ record }) {
  const [theCase, shared, form, draft] = await Promise.all([getCase(record), common(), loadForm("visit_ended"), loadDraft(record, "visit_ended")]);
  const interview = await interviewOf(theCase);
  const ended = draft?.answers ?? {};
  const isSame = ended["readback.text_digest"] === (await hashText(new TextEncoder().encode(await readBackText(record))));
  const name = calledName(theCase);
  const main = say(copy("10a"), { lead: `This closes ${name}’s part: what was read back and signed cannot be changed after. You can still add your own part.` });
  const content = contentFor(theCase, shared);
  const lines = checksOf({ theCase, record, name, ended, isSame, interview, content, decision: decisionOf(theCase, shared) });
  slot(main, "checks").replaceChildren(...lines.map((line) => checkRow(main, line)));
  showOpen(main, interview);
  const ending = () => momentOf(typing.answers()["visit.ended_at"]) ?? Date.now();
  const asked = SETTING.filter((id) => id !== "visit.before_return" || theCase.episodes.some(({ placement }) => placement?.type));
  slot(main, "setting").replaceChildren(...asked.map((id) => question(form, id)));
  showMeans(main, theCase, decisionOf(theCase, shared), content);
  personalise(main, theCase);
  const answers = { "visit.started_at": beganAt(theCase), ...ended };
  const typing = formSaver(main, { answers: defined(answers), save: (said) => saveDraft(record, "visit_ended", said, currentVersion("visit_ended")) });
  showHeld(main, theCase, ending());
  question(main, "visit.ended_at").addEventListener("change", () => showHeld(main, theCase, ending()));
  slot(main, "another-day").replaceChildren(linkTo(pathOf(record), "Go on another day", "govuk-button govuk-button--secondary rhi-wide rhi-way"));
  const next = { label: "End the visit", icon: "check", act: () => end(main, theCase, typing) };
  return { main, theCase, title: theCase.initials, back: { path: pathOf(record, "06"), label: "Sections" }, next, saver: typing.saver };
}

const defined = (values) => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== null));

/** The young person's agreement today is when it began, until someone says otherwise. */
function beganAt(theCase) {
  const entry = newest(theCase, "child");
  return entry && Date.now() - momentOf(entry.happened_at) < A_DAY ? entry.happened_at : undefined;
}

/** The paragraph that asks for it. */
const aimsSource = ({ interview_topics: topics, taken_from: from }) => (topics?.aims ? `${from.interview_topics} ${topics.aims.cites[0].paragraph}` : "good practice, no rule");

function checksOf({ theCase, record, name, ended, isSame, interview, decision, content }) {
  const changes = (ended["readback.changes"] ?? "").split("\n").filter(Boolean).length;
  const isRead = ended["readback.done"] === "yes";
  const again = { label: isRead ? "Again" : "Hand over", path: pathOf(record, "08") };
  const numbers = interview.answers["safety.given"];
  const needs = consentVerdict(decision, "child") === "yes";
  return [
    isRead && isSame
      ? { sign: "check", title: "Read back", meta: changes ? `${changes} ${changes === 1 ? "change" : "changes"} made by ${name}` : "Nothing changed" }
      : { sign: "warning", title: isRead ? "Changed since it was read back" : "Not read back yet", meta: isRead ? "What was signed is an earlier text" : `${name} reads it and may change it`, button: again },
    isRead && isSame ? signedLine(ended, name) : null,
    addressLine(theCase, record, interview),
    needs && !hasAgreed(theCase, "child")
      ? { sign: "warning", title: `${name} has not agreed yet`, meta: "Listening was right all the same", button: { label: "Ask", path: pathOf(record, "05") } }
      : { sign: "check", title: "Told who will see what", meta: isRead ? "Before the talk, and again now" : "Before the talk" },
    Array.isArray(numbers) && numbers.length
      ? { sign: "check", title: "Numbers to keep", meta: `${numbers.length} given` }
      : { sign: "warning", title: "Numbers to keep: not given yet", meta: `Helplines, ${aimsSource(content)}`, button: { label: "Give", path: pathOf(record, "06a", "safety") } },
  ].filter(Boolean);
}

/** It can be taken out until the visit ends; after that its line can be left out. */
function addressLine({ child }, record, { form, answers }) {
  const own = knownAddresses([child.address ?? "", child.placement_address ?? ""]);
  const found = saidIn(form, answers).flatMap(({ id, answer }) => addressesIn(typeof answer === "string" ? answer : "", own).map((one) => ({ id, ...one })));
  if (!found.length) return null;
  const { id, text, known } = found[0];
  const section = sectionsOf(form).find(({ ids }) => ids.includes(id));
  const meta = known ? "Where they live: it is kept out of what is sent" : "It goes as it is to whoever reads the line";
  return { sign: "warning", title: ["An address: ", element("span", { translate: "no" }, `“${text}”`)], meta, button: { label: "Look", path: pathOf(record, "06a", section.id) } };
}

/** Held by a means that needs somebody's word: said beside the answer, never in the way of ending the visit. */
function showMeans(main, theCase, decision, content) {
  const exceptional = exceptionalMeans(decision);
  const note = element("p", { class: "rhi-hint-line", role: "status" });
  const block = question(main, "visit.place");
  block.append(note);
  const tell = () => {
    const means = answerOf(block);
    const ask = linkTo(pathOf(theCase.record, "10e", means), "Ask, or write on whose word", "rhi-way");
    note.replaceChildren(...(exceptional.includes(means) ? [`${meansWords(theCase, decision, content)} `, ask] : []));
  };
  block.addEventListener("change", tell);
}

function signedLine(ended, name) {
  const words = { signed: [`${name} signed`, "For exactly this text"], agreed_not_seen: [`${name} agreed to it`, "Without drawing"], refused: [`${name} did not want to sign`, "That is kept as it is"] };
  const [title, meta] = words[ended["readback.way"]] ?? ["Not signed", ""];
  return { sign: ended["readback.way"] ? "check" : "warning", title, meta };
}

function checkRow(main, { sign, title, meta, button }) {
  const made = say(row(main, "check"), { title, meta });
  made.classList.add(`rhi-line--${sign}`);
  slot(made, "sign").replaceWith(icon(sign, "rhi-icon rhi-line__sign"));
  if (button) made.append(linkTo(button.path, button.label, "rhi-call"));
  return made;
}

/** What was not asked is allowed, and is said without a number. */
function showOpen(main, { form, answers }) {
  const open = sectionsOf(form).filter(({ id, ids }) => id !== "safety" && !countWords(ids, answers)).map(({ title }) => `“${title}”`);
  const words = open.length ? `Left open, and that is allowed: ${open.join(", ")} ${open.length === 1 ? "was" : "were"} not asked.` : null;
  say(main, { open: words });
}

/** When it ends, and what that means for the clock. */
function showHeld(main, theCase, at) {
  const due = dueAt(theCase);
  const when = strong(`Held ${dateWords(at)}, ${timeWords(at)}. `);
  const judged = due === null ? "" : at <= due ? `In time: ${spanWords(due - at)} before it was due. ` : `Late: ${spanWords(at - due)} after it was due. `;
  slot(main, "held").replaceChildren(element("p", {}, when, judged, "The time is the phone’s; the server confirms it when it is reached."));
}

/** A talk is held after the return, unless it is said that it was before. */
function returnOf({ episodes }, answers) {
  const returns = episodes.map(({ returned_at: at }) => at).filter(Boolean).sort();
  return answers["visit.before_return"] === "yes" ? null : (returns.at(-1) ?? null);
}

async function end(main, theCase, { saver, answers }) {
  const { record } = theCase;
  if (!isToBeSaved(main, { returnedAt: returnOf(theCase, answers()) })) return undefined;
  await saver.flush();
  const at = answers()["visit.ended_at"] ?? new Date().toISOString(); // typed, caught up from paper; or this phone's clock (time-proof.js)
  try {
    const all = { "readback.done": "no", ...answers(), "visit.ended_at": at };
    await endVisit(record, all, { formVersion: currentVersion("visit_ended"), happenedAt: at });
  } catch (problem) {
    return sayNotSaved(main, problem);
  }
  return go(pathOf(record), { replace: true });
}
