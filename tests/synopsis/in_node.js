/** Reads {cases, views, selection, protocols, words} on stdin and says what JavaScript makes of them: views are made here, as on the phone. */

import { readFileSync } from "node:fs";
import { rulesOf } from "../../rhi_app/static/js/record-rules.js";
import { viewOf } from "../../rhi_app/static/js/record-view.js";
import { linesOf } from "../../rhi_app/static/js/synopsis-lines.js";
import { select } from "../../rhi_app/static/js/synopsis.js";
import * as words from "../../rhi_app/static/js/synopsis-words.js";

const given = JSON.parse(readFileSync(0, "utf8"));
const camel = (name) => name.replaceAll(/_(\w)/gu, (_, letter) => letter.toUpperCase());

function answerTo({ case: theCase, rules, reader, urgent }) {
  const view = viewOf(theCase, rules ?? rulesOf(theCase, given.protocols));
  return { content: select(view, reader, given.selection, { urgent }), lines: urgent ? null : linesOf(view, reader, given.selection) };
}

console.log(JSON.stringify({
  synopses: (given.synopses ?? []).map(answerTo),
  rules: (given.cases ?? []).map((theCase) => rulesOf(theCase, given.protocols)),
  views: (given.views ?? []).map(({ case: theCase, rules }) => viewOf(theCase, rules)),
  words: (given.words ?? []).map(([name, ...values]) => words[camel(name)](...values)),
}));
