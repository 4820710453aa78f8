/* What a phone makes of a bundle: from standard input, to standard output. */

import { readFileSync } from "node:fs";

const JS = new URL("../../rhi_app/static/js/", import.meta.url);
const load = (name) => import(new URL(name, JS));
const wanted = ["record-rules.js", "screens/rules.js", "screens/required.js"];
const [{ rulesOf }, { contentFor, decisionOf, protocolsOf, answerTo, citationOf }, { requiredIn }] = await Promise.all(wanted.map(load));
const bundle = JSON.parse(readFileSync(0, "utf8"));
const [theCase] = bundle.cases;
const decision = decisionOf(theCase, bundle);

console.log(JSON.stringify({
  rules: rulesOf(theCase, protocolsOf(bundle)),
  interview: contentFor(theCase, bundle).words.interview.one,
  done: requiredIn(theCase, decision, contentFor(theCase, bundle), Date.now()).filter(({ question, isDone }) => question === "duties" && isDone).map(({ title }) => title),
  offer: { verdict: decision.questions.offer.verdict, cite: citationOf(answerTo(decision, "offer")) },
}));
