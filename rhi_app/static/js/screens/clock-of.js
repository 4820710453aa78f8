/* From a case to its clock. */

import { clockWords, momentOf } from "../clock.js";
import { firstDue } from "../several.js";
import { provedAt } from "../time-proof.js";
import { LATE_SHORT } from "./words.js";

export const dueAt = (theCase) => momentOf(firstDue(theCase).due_at);

/** The first "visit ended", by the phone's clock put right: the server's order is not needed for the first end. */
export function heldAt(theCase) {
  const ends = endsOf(theCase).map((entry) => momentOf(provedAt(entry)));
  return ends.length ? Math.min(...ends) : null;
}

const endsOf = ({ entries }) => entries.filter(({ kind }) => kind === "visit_ended");

/** Until the server has one, "in time" is this phone's word alone, and says so. */
const isPhonesWord = (theCase) => endsOf(theCase).length > 0 && endsOf(theCase).every(({ local, custody }) => local && (custody === "on_this_phone" || custody === "sent"));

/** @param {object} theCase @param {number} now @param {{inList?: boolean}} [options] */
export function clockOf(theCase, now, { inList = false } = {}) {
  const episode = firstDue(theCase);
  const words = clockWords({
    now,
    dueAt: momentOf(episode.due_at),
    startedAt: momentOf(episode.returned_at ?? episode.found_at),
    heldAt: heldAt(theCase),
    declined: isDeclined(theCase),
    lateReason: lateReasonOf(theCase),
    whyNot: episode.returned_at ? "no_rule" : "return_not_known",
    inList,
  });
  return isPhonesWord(theCase) && words.rest ? { ...words, rest: `${words.rest}, phone’s time`, sentence: `${words.sentence}, phone’s time` } : words;
}

export const isPastDue = (theCase, now) => dueAt(theCase) !== null && (heldAt(theCase) ?? now) > dueAt(theCase);

const isDeclined = ({ entries, state }) => state === "declined" || (entries.some(({ kind }) => kind === "decline") && state !== "open");

function lateReasonOf({ entries }) {
  const said = entries.findLast(({ answers }) => answers["analysis.late_reason"]);
  return LATE_SHORT[said?.answers["analysis.late_reason"]?.[0]] ?? "";
}
