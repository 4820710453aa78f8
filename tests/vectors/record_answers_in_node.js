/** node tests/vectors/record_answers_in_node.js : reads lists of entries on stdin and prints what JavaScript makes of each. */

import { readFileSync } from "node:fs";
import { answersOf, followsOf, standingAnswers, twoValues } from "../../rhi_app/static/js/record-answers.js";

const said = (entries) => ({ answers: answersOf(entries), two: twoValues(entries), standing: standingAnswers(entries, "q"), follows: followsOf(entries, { q: "", r: "" }, { record: "r", device: "a" }) });
console.log(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(said)));
