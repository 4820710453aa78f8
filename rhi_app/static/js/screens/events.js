/* What has happened, in a sentence each. */

import { dayTimeWords, momentOf } from "../clock.js";
import { proofOfTime } from "../time-proof.js";
import { calledName, nameOf } from "./people.js";
import { AGREED_BY, ANSWERED, CAME_OF_IT, CUSTODY, OFFERED_BY, TRIED } from "./words.js";

/** @typedef {{title: string, meta: string, isSure: boolean, at: number, entry: object}} Happened */

/** @param {object} theCase @param {object} account whose phone this is @param {number} now @returns {Happened[]} newest first */
export function happenedIn(theCase, account, now) {
  return theCase.entries.map((entry) => happened(theCase, entry, account, now)).toReversed();
}

/** @param {object} theCase @param {object} entry @param {object} account @param {number} now @returns {Happened} */
export function happened(theCase, entry, account, now) {
  const at = momentOf(entry.happened_at);
  const isMine = entry.author === account?.id || entry.local;
  const where = entry.local ? CUSTODY[entry.custody] : isMine ? "received" : entry.device === null ? "from the portal" : "received";
  const title = TITLES[entry.kind]?.(theCase, entry, isMine ? "You" : (entry.author_name ?? "Someone")) ?? "Something was added";
  return { title, meta: `${timeOf(entry, now)} · ${where}`, isSure: !entry.local || entry.custody !== "on_this_phone", at, entry };
}

/** When it happened, and how well that is proved. @param {object} entry @param {number} now */
export const timeOf = (entry, now) => `${dayTimeWords(momentOf(entry.happened_at), now)}, ${proofOfTime(entry)}`;

const TITLES = {
  attempt: (theCase, { answers }, who) => `${who} ${tried(theCase, answers)}`,
  offer: (theCase, { answers }, who) => `${who} offered it to ${nameOf(theCase, answers["offer.to"])} ${offered(answers)}`,
  consent: (theCase, { answers, author_name }, who) => agreed(theCase, answers, author_name ?? (who === "You" ? "you" : who)),
  withdrawal: (theCase, { answers }) => `${stopped(theCase, answers)} has stopped`,
  decline: (theCase, { answers }) => `${answers["decline.who"] === "parent" ? "A parent" : calledName(theCase)} does not want to take part`,
  carer_information: () => "A parent or carer added something",
  interview: (theCase, { form }) => (form === "interview" ? "What was said in the talk" : "Your own part"),
  harm: () => "Told at once: harm",
  went_on: () => "Went on with a phone that was not ready",
  begun: () => "Begun with someone who was on nobody’s list",
  taken_up: (theCase) => `${capital(calledName(theCase))} wants to talk after all`,
  to_desk: () => "Goes on at a desk",
  to_phone: () => "Goes on on this phone",
  ask_manager: (theCase, entry, who) => `${who} asked a manager`,
  release: (theCase, { answers }) => (answers["release.decided"] === "release" ? "A manager sends what was held back" : "A manager keeps back what waits"),
  visit_ended: () => "The visit ended",
  record_finished: () => "Finished and sealed",
  amendment: () => "Something was put right",
};

const stopped = (theCase, { "withdrawal.who": who, "withdrawal.contact": contact }) => (who !== "parent" ? capital(calledName(theCase)) : contact ? nameOf(theCase, contact) : "A parent");

const tried = (theCase, answers) =>
  `${TRIED[answers["attempt.how"]] ?? "tried"} ${nameOf(theCase, answers["attempt.to"])}, ${CAME_OF_IT[answers["attempt.outcome"]] ?? "no outcome"}`;

const offered = (answers) => `${OFFERED_BY[answers["offer.how"]] ?? ""}: ${ANSWERED[answers["offer.response"]] ?? "no answer yet"}`;

function agreed(theCase, answers, logger) {
  const name = answers["consent.who"] === "parent" ? nameOf(theCase, answers["consent.contact"]) : calledName(theCase);
  const said = {
    signed: "agreed and signed", indicated_not_seen: "agreed", refused: "said no",
    could_not_be_reached: "could not be reached", not_asked_harm: "was not asked: asking could harm",
  }[answers["consent.way"]];
  const how = AGREED_BY[answers["consent.how"]];
  return `${name} ${said ?? "was asked"}${how ? `, ${how}` : ""}${logger === "you" ? "" : `, logged by ${logger}`}`;
}

/** An attempt for the list of attempts: `Rang Joanna, no answer`. */
export function attemptTitle(theCase, { answers, kind }) {
  const words = kind === "offer" ? `offered it to ${nameOf(theCase, answers["offer.to"])} ${offered(answers)}` : tried(theCase, answers);
  const note = answers[`${kind}.note`];
  return capital(note ? `${words}: “${note}”` : words);
}

export const attemptsOf = ({ entries }) => entries.filter(({ kind }) => kind === "attempt" || kind === "offer");

export const capital = (text) => text[0].toUpperCase() + text.slice(1);
