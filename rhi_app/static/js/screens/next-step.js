/* The one next thing for a case, in status words alone. */

import { isPastDue } from "./clock-of.js";

/** @param {import("../cases.js").Row} row @param {number} now */
export function nextStep({ case: theCase, state, problem, takenBack }, now) {
  if (problem) return problem.sentence;
  if (state === "finished" || state === "declined") return "Where it is now";
  if (takenBack) return "What you wrote goes to whoever has it now";
  const last = theCase.entries.findLast(({ kind }) => kind === "to_desk" || kind === "to_phone");
  if (state === "visit_ended") return last?.kind === "to_desk" ? "At a desk now" : "Add your part, then finish";
  const step = openStep(theCase);
  if (theCase.episodes[0].isProvisional && !theCase.entries.some(({ kind }) => kind === "taken_up")) return `${step}. Your office says who it is`;
  return isPastDue(theCase, now) && !hasLateReason(theCase) ? `Say why. ${step}` : step;
}

function openStep({ entries }) {
  const last = (kind) => entries.findLast((entry) => entry.kind === kind)?.answers;
  const own = entries.findLast(({ kind, answers }) => (answers[`${kind}.who`] ?? "") === "child" && (kind === "consent" || kind === "withdrawal"));
  if (own?.kind === "withdrawal") return "Stopped. A manager decides";
  if (own && isYes(own.answers)) return "Go on with the visit";
  if (entries.some(({ kind }) => kind === "taken_up")) return "Took up the offer. Make the visit";
  const response = last("offer")?.["offer.response"];
  if (response === "accepted") return "Visit agreed";
  if (response === "declined") return "Said no. Write the decline";
  if (response) return "Ask again";
  return last("attempt") ? "Try again" : "Make the offer";
}

export const isYes = (answers) => ["signed", "indicated_not_seen"].includes(answers["consent.way"]);

const hasLateReason = ({ entries }) => entries.some(({ answers }) => answers["analysis.late_reason"]);
