/** node tests/vectors/in_node.js : runs the vectors and prints what failed; with "make", prints an envelope made here for Python to open. */

import { readFileSync } from "node:fs";
import { make, run } from "./run.js";
import { ENVELOPE } from "../../rhi_app/static/js/envelope.js";
import { toText } from "../../rhi_app/static/js/canonical.js";

const load = (name) => readFileSync(new URL(name, import.meta.url), "utf8");
const vectors = Object.fromEntries(["canonical", "envelope", "snapshot", "trust", "words", "entry_order"].map((name) => [name, JSON.parse(load(`${name}.json`))]));
vectors.list = load("../../rhi_app/static/vendor/words-eff-large.txt").split("\n").filter(Boolean);

if (process.argv[2] === "make") {
  const { keys, envelopes } = vectors.envelope;
  console.log(toText(await make(ENVELOPE, envelopes[0].header, envelopes[0].payload, keys["device-signing"], keys.sealing)));
} else {
  console.log(JSON.stringify(await run(vectors)));
}
