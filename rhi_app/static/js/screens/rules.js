/* What the protocol asks of this case, decided on the phone, offline, under the version that the episode was decided under. */

import { factsOfEpisode } from "../facts.js";
import { contentOf } from "../protocol-content.js";
import { decide } from "../protocol.js";
import { firstDue, leading } from "../several.js";

/** As at intake: the versions in force when the child went missing; the episode's own versions are pinned beside it. */
const onWhichDay = (episode) => episode.missing_from_at;

/** The episode that answers a question. */
export const episodeFor = (theCase, question) => (question === "deadlines" ? firstDue(theCase) : leading(theCase));

/** What the newest episode asks; the deadlines are those of the one that is due first. @param {object} theCase @param {object} common */
export function decisionOf(theCase, common) {
  const made = decidedFor(theCase, common, "");
  if (firstDue(theCase) === leading(theCase)) return made;
  return { ...made, questions: { ...made.questions, deadlines: decidedFor(theCase, common, "deadlines").questions.deadlines } };
}

/** @param {object} theCase @param {object} common @param {string} question */
export function decidedFor(theCase, common, question) {
  const episode = { ...episodeFor(theCase, question), born_on: theCase.child.born_on };
  return decide(protocolsOf(common), episode.authority, factsOfEpisode(episode), onWhichDay(episode), episode.protocol_version);
}

/** Scripts, wordings, steps: each from the nearest protocol that has it. */
export function contentFor(theCase, common, question = "") {
  const episode = episodeFor(theCase, question);
  return contentOf(protocolsOf(common), episode.authority, onWhichDay(episode), episode.protocol_version);
}

/** Which paragraph says so, as printed. @param {object} answer */
export const citationOf = (answer) => answer?.citation?.short ?? "";

/** The answer that decides a topic; null where no rule does. @param {object} decision @param {string} question @param {string} [topic] */
export function answerTo(decision, question, topic = question) {
  const answered = decision.questions[question].topics[topic];
  return answered?.answers[0] ?? null;
}

/** Whether this person's agreement is asked: yes, no (assumed, not required), not_known, no_rule. */
export const consentVerdict = (decision, who) => decision.questions.consent.topics[who]?.verdict ?? "no";

/** Exactly the words that are shown to someone before they agree, with their version. */
export function wordingFor(content, who, language = "en") {
  const wordings = content.consent_wordings?.[who] ?? [];
  return wordings.filter((wording) => wording.language === language).sort((one, other) => other.version - one.version)[0] ?? null;
}

/** National numbers, and those that the installation filled in for the roles of this case's protocol. */
export const numbersFor = (theCase, { numbers, role_numbers: ofRoles }) => ({ ...numbers, ...ofRoles?.[leading(theCase).authority] });

/** A role as a person calls it. */
export const roleWords = (content, role) => content.words.roles?.[role]?.label ?? role.replaceAll("_", " ");

/** The protocols of the bundle as the engine reads them. */
export function protocolsOf({ protocols, bank_holidays: holidays }) {
  return { ...protocols, holidays };
}
