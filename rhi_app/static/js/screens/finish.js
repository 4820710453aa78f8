/* 10b Finish the record: sealed, and this phone can no longer open it. What is missing comes here, with a button beside it. */

import { currentVersion } from "../forms.js";
import { common, finishRecord, getCase, loadDraft, saveDraft } from "../records.js";
import { makeSaver } from "../saver.js";
import { signaturePad } from "../signature.js";
import { state } from "../sync.js";
import { deskView, isAtDesk } from "./at-desk.js";
import { isPastDue } from "./clock-of.js";
import { copy, icon, onTap, row, say, slot } from "./dom.js";
import { capital } from "./events.js";
import { linkTo, saySaving } from "./frame.js";
import { go, pathOf } from "./navigation.js";
import { interviewOf, placeIn } from "./interview-form.js";
import { leftOver } from "./left-over.js";
import { firstName } from "./people.js";
import { sayNotSaved } from "./save-once.js";
import { sharedLines } from "./shared-lines.js";
import { twoAnswersIn } from "./two-answers.js";

/** @param {import("./navigation.js").Place} place @returns {Promise<import("./frame.js").View>} */
export async function screen({ record }) {
  const [theCase, shared, draft] = await Promise.all([getCase(record), common(), loadDraft(record, "record_finished")]);
  if (isAtDesk(theCase)) return deskView(theCase);
  const analysis = await interviewOf(theCase, "analysis");
  const answers = draft?.answers ?? {};
  const main = copy("10b");
  const goes = await sharedLines(theCase, shared);
  const missing = [...(await twoAnswersIn(theCase)).slice(0, 1).map(() => TWO_ANSWERS), ...missingIn(theCase, analysis, Date.now()), ...addressesOut(goes)];
  slot(main, "missing").hidden = missing.length === 0;
  slot(main, "lines").replaceChildren(...missing.map((line) => missingRow(main, record, line)));
  slot(main, "goes").replaceChildren(...goes.map((one) => goesRow(main, record, theCase, one)));
  const network = slot(main, "network");
  network.hidden = state().network !== "none";
  network.replaceChildren(icon("cloud-off"), "No network: it waits here, sealed, and leaves by itself.");
  const sign = signing(main, record, answers);
  const next = { label: "Finish and seal", icon: "lock", act: () => finish(main, theCase, sign, shared.account) };
  return { main, theCase, clock: "line", title: "Finish", back: { path: pathOf(record), label: theCase.initials }, next, saver: sign.saver, stop: sign.stop };
}

const TWO_ANSWERS = { title: "Two answers to one question", meta: "Both are kept until you choose", path: ["10c"], label: "Choose" };

/** Missing, worth a look: never "incomplete", and never in the way. */
function missingIn(theCase, { form, answers: analysis }, now) {
  const at = (question) => ["06d", "analysis", ...placeIn(form, question)];
  const worker = theCase.social_worker ? firstName(theCase.social_worker.name) : "The social worker";
  const harm = theCase.entries.filter(({ kind }) => kind === "harm");
  return [
    theCase.state !== "visit_ended" && { title: "The visit has not ended", meta: "Its time is the time it was held", path: ["10a"], label: "End it" },
    !analysis["analysis.likelihood"] && { title: "How likely to go again", meta: `${worker} will look for this.`, path: at("analysis.likelihood") },
    !analysis["analysis.opinion"] && { title: "What you make of it", meta: "Your opinion, marked as yours", path: at("analysis.opinion") },
    !analysis["analysis.outcome"] && { title: "What comes of it", meta: "The outcome, and who does what", path: at("analysis.outcome") },
    isPastDue(theCase, now) && !analysis["analysis.late_reason"] && { title: "Why it was late", meta: "For the figures, not for blame", path: ["10d"] },
    harm.some(({ answers }) => !answers["harm.told"]) && { title: "Harm: whom you told", meta: "Written down, nobody named", path: ["07", "10b"] },
  ].filter(Boolean);
}

/** Once, with its first reader: which line it is, is said there. */
function addressesOut(goes) {
  const isOut = (line) => line.ticked && line.addresses.some(({ known }) => !known);
  const first = goes.find(({ lines }) => lines.some(isOut));
  return first ? [{ title: "An address goes out", meta: "Look who reads it", path: ["09", first.reader], label: "Look" }] : [];
}

function missingRow(main, record, { title, meta, path, label = "Add" }) {
  const made = say(row(main, "missing"), { title, meta });
  made.append(linkTo(pathOf(record, ...path), label, "rhi-call"));
  return made;
}

const READERS = { social_worker: "Social worker", police_liaison: "Police", carer: "Parent or carer", child: "Their own copy" };

function goesRow(main, record, theCase, { reader, role, lines }) {
  const ticked = lines.filter((line) => line.ticked).length;
  const made = say(row(main, "reader"), { title: `${role ? capital(role) : READERS[reader]}: ${ticked} ${ticked === 1 ? "line" : "lines"}`, meta: theCase[reader]?.name ?? "" });
  made.append(linkTo(pathOf(record, "09", reader), "See", "govuk-link rhi-see"));
  return made;
}

/** The interviewer's own signature, if they draw one. */
function signing(main, record, kept) {
  const place = slot(main, "signing");
  let pad = null;
  const said = () => ({ ...kept, "finish.signature": pad && !pad.isADot() ? pad.drawing() : undefined });
  const saver = makeSaver(() => saveDraft(record, "record_finished", said(), currentVersion("record_finished")), (saving) => saySaving(slot(main, "saving"), saving));
  const open = () => {
    pad ??= signaturePad(slot(place, "pad"), { drawing: kept["finish.signature"] ?? null, onChange: () => saver.touch() });
  };
  place.addEventListener("toggle", () => place.open && open());
  if (kept["finish.signature"]) place.open = true;
  onTap(slot(place, "clear"), () => pad?.clear());
  return { saver, answers: () => (pad ? said() : kept), stop: () => pad?.stop() };
}

async function finish(main, theCase, sign, account) {
  await sign.saver.flush();
  const role = (account.roles ?? []).join(", ").replaceAll("_", " ");
  const answers = Object.fromEntries(Object.entries({ ...sign.answers(), "finish.interviewer_role": role }).filter(([, answer]) => answer));
  try {
    await finishRecord(theCase.record, answers, { formVersion: currentVersion("record_finished") });
  } catch (problem) {
    return leftOver(main, theCase.record, problem) ?? sayNotSaved(main, problem);
  }
  return go(pathOf(theCase.record, "11"), { replace: true });
}
