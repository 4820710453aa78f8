/** node tests/vectors/wordings_in_node.js : what JavaScript says of tests/vectors/wordings.json. */

import { readFileSync } from "node:fs";
import { changedSince, readBackDigest } from "../../rhi_app/static/js/wordings.js";

const { changed, texts } = JSON.parse(readFileSync(new URL("wordings.json", import.meta.url), "utf8"));
console.log(JSON.stringify({
  changed: changed.map(({ answers, words, readers }) => changedSince(answers, words, readers)),
  texts: await Promise.all(texts.map(({ record, written }) => readBackDigest(record, written))),
}));
