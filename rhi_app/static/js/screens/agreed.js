/* Who has agreed, as far as this phone knows: the newest event counts, the older ones stay. */

import { timeOf } from "./events.js";
import { isYes } from "./next-step.js";
import { AGREED_BY } from "./words.js";

/** The newest agreement event of this person; entries come in order. @param {object} theCase @param {"child"|"parent"} who */
export function newest(theCase, who) {
  return theCase.entries.findLast((entry) => isAbout(entry, who)) ?? null;
}

/** Everything that was logged about this person's agreement, newest first: a refusal at the desk stands beside a yes at the door. */
export const logged = (theCase, who) => theCase.entries.filter((entry) => isAbout(entry, who)).toReversed();

function isAbout({ kind, answers }, who) {
  return (kind === "consent" && answers["consent.who"] === who) || (kind === "withdrawal" && answers["withdrawal.who"] === who);
}

export const hasAgreed = (theCase, who) => {
  const entry = newest(theCase, who);
  return entry?.kind === "consent" && isYes(entry.answers);
};

/** The young person has stopped, and has not agreed again since. */
export const hasStopped = (theCase) => newest(theCase, "child")?.kind === "withdrawal";

/** `Agreed by telephone, not seen`. */
export function agreementWords({ kind, answers }) {
  if (kind === "withdrawal") return "Withdrew";
  const how = AGREED_BY[answers["consent.how"]];
  return {
    signed: "Signed", indicated_not_seen: `Agreed${how ? ` ${how}` : ""}, not seen`, refused: "Said no",
    could_not_be_reached: "Could not be reached", not_asked_harm: "Not asked: asking could harm",
  }[answers["consent.way"]];
}

/** `Agreed by telephone, Fri 15:20`, for the list of people. */
export function shortAgreement(theCase, contact, now) {
  const entry = theCase.entries.findLast(({ kind, answers }) => kind === "consent" && answers["consent.contact"] === contact.id);
  if (!entry) return "";
  return `${agreementWords(entry).replace(", not seen", "")}, ${timeOf(entry, now)}.`;
}
