/** node tests/vectors/wordings_in_node.js : what JavaScript says of tests/vectors/wordings.json. */

import { readFileSync } from "node:fs";
import { readersOf, readersShown } from "../../rhi_app/static/js/screens/readers.js";
import { firstDue, leading } from "../../rhi_app/static/js/several.js";
import { changedSince, readBackDigest } from "../../rhi_app/static/js/wordings.js";

const { changed, texts, readers: shown, several } = JSON.parse(readFileSync(new URL("wordings.json", import.meta.url), "utf8"));
console.log(JSON.stringify({
  changed: changed.map(({ answers, words, readers }) => changedSince(answers, words, readers)),
  readers: shown.map(({ case: theCase, decision, content }) => readersShown(readersOf(theCase, decision, content))),
  several: several.map((one) => [leading(one).id, firstDue(one).id]),
  texts: await Promise.all(texts.map(({ record, written }) => readBackDigest(record, written))),
}));
