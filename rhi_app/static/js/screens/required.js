/* What the protocol asks of this case, and how far it is. Each line carries its source, and the source opens. */

import { dayTimeWords, momentOf } from "../clock.js";
import { exceptionalMeans, newestDecision, undecidedRecipients } from "../decided.js";
import { agreementWords, hasAgreed, newest } from "./agreed.js";
import { leading } from "../several.js";
import { dueAt, heldAt } from "./clock-of.js";
import { capital, timeOf } from "./events.js";
import { calledName } from "./people.js";
import { answerTo, citationOf, roleWords } from "./rules.js";
import { ANSWERED } from "./words.js";

/** @typedef {{title: string, meta: string, isDone: boolean, sign: string, cite: string, question: string, topic: string}} Line */

/** @param {object} theCase @param {object} decision @param {object} content @param {number} now @returns {Line[]} */
export function requiredIn(theCase, decision, content, now) {
  const interview = content.words.interview ?? { one: "return interview" };
  return [
    offerLine(theCase, decision, interview, now),
    ...againLines(theCase, decision, now),
    ...["parent", "child"].map((who) => agreementLine(theCase, decision, who)),
    heldLine(theCase, decision, content, now),
    ...methodLines(theCase, decision, content),
    ...sharingLines(theCase, decision, content),
    ...countedLines(theCase, decision),
    ...dutyLines(theCase, decision, now),
  ].filter(Boolean);
}

function line(answer, question, topic, { title, meta = "", isDone = false, sign }) {
  return { title, meta, isDone, sign: sign ?? (isDone ? "check" : "circle"), cite: citationOf(answer), question, topic };
}

function offerLine(theCase, decision, interview, now) {
  const { verdict } = decision.questions.offer;
  const answer = answerTo(decision, "offer");
  if (verdict === "no_rule") return line(answer, "offer", "offer", { title: answer?.say ?? "No rule decides on the offer", meta: "Ask a manager", sign: "question" });
  if (verdict === "not_known") return line(answer, "offer", "offer", { title: "Not known yet whether it must be offered", meta: "Too little is known. See why", sign: "question" });
  if (verdict !== "yes") return line(answer, "offer", "offer", { title: "Need not be offered", isDone: true });
  const made = theCase.entries.findLast(({ kind }) => kind === "offer");
  const meta = made ? `Offered ${timeOf(made, now)}: ${ANSWERED[made.answers["offer.response"]] ?? "no answer yet"}` : "To do";
  return line(answer, "offer", "offer", { title: `Offer ${article(interview.one)} ${interview.one}`, meta, isDone: Boolean(made) });
}

function againLines(theCase, decision, now) {
  const { topics } = decision.questions.additional_offers;
  return Object.entries(topics).flatMap(([topic, { answers }]) =>
    answers.slice(0, 1).map((answer) => {
      const made = theCase.entries.findLast(({ kind, answers: said }) => kind === "offer" && said["offer.verbal"] === "yes");
      const meta = made ? `Done ${timeOf(made, now)}` : "To do";
      return line(answer, "additional_offers", topic, { title: answer.say.replace(/\.$/, ""), meta, isDone: Boolean(made) });
    }),
  );
}

function agreementLine(theCase, decision, who) {
  const topic = decision.questions.consent.topics[who];
  if (!topic) return null;
  const answer = answerTo(decision, "consent", who);
  const name = who === "child" ? calledName(theCase) : "A parent";
  if (topic.verdict === "no") return line(answer, "consent", who, { title: who === "child" ? `${name} need not agree` : "No parent is asked", meta: "Assumed, not required", isDone: true });
  if (topic.verdict !== "yes") return line(answer, "consent", who, { title: `Not clear whether ${name.toLowerCase()} must agree`, meta: "Ask a manager", sign: "question" });
  const entry = newest(theCase, who);
  const isDone = hasAgreed(theCase, who);
  const toDo = theCase.state === "open" ? "To do, before the first question" : "Not agreed. What may be shared waits";
  const meta = entry ? agreementWords(entry) : toDo;
  return line(answer, "consent", who, { title: `${name} agrees`, meta, isDone, sign: entry && !isDone ? "warning" : undefined });
}

function heldLine(theCase, decision, content, now) {
  const answer = answerTo(decision, "deadlines", "held");
  const due = dueAt(theCase);
  if (!answer && due === null) return null;
  const held = heldAt(theCase);
  const title = held === null ? (due === null ? "Hold it: no due time yet" : `Hold it by ${dayTimeWords(due, now)}`) : "Held";
  const meta = held === null ? sourceWords(decision, answer, content) : dayTimeWords(held, now);
  return line(answer, "deadlines", "held", { title, meta, isDone: held !== null });
}

function sourceWords(decision, answer, content) {
  const hours = answer?.value?.hours;
  if (!hours) return answer?.say ?? "";
  return decision.questions.deadlines.topics.held.provenance === "inherited" ? `${shortName(content)} is silent; the guidance says ${hours} h` : `${hours} h`;
}

/** The protocols may also say how: by telephone or in person, in a neutral place. */
function methodLines(theCase, decision, content) {
  const { topics } = decision.questions.method;
  return Object.entries(topics).flatMap(([topic, { answers }]) =>
    answers.filter(({ verdict }) => verdict !== "no").slice(0, 1).map((answer) => {
      const meta = topic === "means" ? meansWords(theCase, decision, content) : "";
      return line(answer, "method", topic, { title: answer.say.replace(/\.$/, ""), meta, sign: "info" });
    }),
  );
}

/** What was decided on the means that need somebody's word; nothing where none do. */
export function meansWords(theCase, decision, content) {
  const exceptional = exceptionalMeans(decision);
  if (!exceptional.length) return "";
  const made = newestDecision(leading(theCase).decided, "method", "means");
  if (made) return exceptional.includes(made.decided) ? `Agreed: by ${made.decided}` : "Not agreed: in person";
  const role = answerTo(decision, "method", "means")?.value.agreed_by;
  const asked = theCase.entries.findLast(({ kind, answers }) => kind === "ask_manager" && exceptional.includes(answers["ask_manager.about"]));
  const word = asked?.answers["ask_manager.on_whose_word"];
  if (word) return `By ${asked.answers["ask_manager.about"]} on the word of ${word}. To be confirmed by a manager.`;
  if (asked) return `By ${asked.answers["ask_manager.about"]}: a manager is asked. No answer yet.`;
  return `By ${exceptional.join(" or ")}: nobody has agreed yet. ${role ? `The ${roleWords(content, role)} decides.` : "Ask a manager."}`;
}

/** Sharing that the protocol leaves to somebody: nothing goes before it is decided. */
function sharingLines(theCase, decision, content) {
  const { topics } = decision.questions.recipients;
  return undecidedRecipients(decision, leading(theCase).decided).map((topic) => {
    const [answer] = topics[topic].answers;
    const who = roleWords(content, answer?.value.kind ?? topic);
    return line(answer, "recipients", topic, { title: `Share it with the ${who}?`, meta: "A manager decides, and says why. Harm goes at once all the same", sign: "question" });
  });
}

/** Another activity that may stand for the interview. */
function countedLines(theCase, decision) {
  return Object.entries(decision.questions.satisfied_by.topics).flatMap(([topic, { answers }]) =>
    answers.slice(0, 1).map((answer) => {
      const made = newestDecision(leading(theCase).decided, "satisfied_by", topic);
      return line(answer, "satisfied_by", topic, { title: answer.say.replace(/\.$/, ""), meta: made?.decided === "counts" ? "Counted" : "A manager decides", isDone: made?.decided === "counts", sign: made ? undefined : "question" });
    }),
  );
}

/** What others had to do and have done, as the office ticked it. */
function dutyLines(theCase, decision, now) {
  const asked = Object.entries(decision.questions.duties.topics).flatMap(([topic, { answers }]) => answers.map((answer) => ({ topic, answer })));
  return theCase.episodes.flatMap(({ duties_done: done = [] }) => done).flatMap(({ authority, rule, at }) =>
    asked.filter(({ answer }) => answer.authority === authority && answer.rule === rule).map(({ topic, answer }) =>
      line(answer, "duties", topic, { title: answer.say.replace(/\.$/, ""), meta: `Done ${dayTimeWords(momentOf(at), now)}`, isDone: true }),
    ),
  );
}

export const shortName = ({ authority }) => capital(authority.replaceAll("-", " "));

const article = (word) => (/^[aeiou]/i.test(word) ? "an" : "a");
