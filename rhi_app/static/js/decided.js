/* What people decided where a protocol leaves it to a person. Mirrors what the phone needs of domain/decisions.py. */

export const COPIES = ["carer", "child"]; // for the family: off until somebody decided for this episode how it gets there safely

/** The newest decision on a topic counts. @param {object[] | null | undefined} decided */
export const newestDecision = (decided, question, topic) => (decided ?? []).findLast((one) => one.question === question && one.topic === topic) ?? null;

/** Whether the rules leave it to somebody whether this recipient gets it. */
const isLeftOpen = ({ verdict, provenance, answers }) => verdict === "no_rule" || (verdict === "yes" && provenance === "own" && answers[0].value.share === "consider");

/** Recipients to whom somebody decided to send, with the paragraph that leaves it to a person. */
export function sentByDecision(decision, decided) {
  const found = {};
  for (const [topic, result] of Object.entries(decision.questions.recipients.topics)) {
    const made = newestDecision(decided, "recipients", topic);
    if (isLeftOpen(result) && made && made.decided !== "do_not_send" && result.answers.length) found[result.answers[0].value.kind] = result.answers[0].citation.short;
  }
  for (const topic of COPIES.filter((one) => !(one in decision.questions.recipients.topics))) {
    if ((newestDecision(decided, "recipients", topic)?.decided ?? "do_not_send") !== "do_not_send") found[topic] = "";
  }
  return found;
}

/** Topics of the recipients on which somebody decides, and has not yet. @returns {string[]} */
export function undecidedRecipients(decision, decided) {
  const topics = Object.entries(decision.questions.recipients.topics);
  return topics.filter(([topic, result]) => isLeftOpen(result) && !newestDecision(decided, "recipients", topic)).map(([topic]) => topic);
}

/** The means that are allowed by somebody's decision only. @returns {string[]} */
export function exceptionalMeans(decision) {
  const result = decision.questions.method.topics.means;
  if (!result) return [];
  if (result.verdict === "no_rule") return ["telephone", "video"];
  return result.answers.flatMap(({ value }) => value.exceptionally ?? []);
}
