/** node tests/vectors/time_proof_in_node.js : what JavaScript says of tests/vectors/time_proof.json. */

import { readFileSync } from "node:fs";
import { proofOfTime, provedAt } from "../../rhi_app/static/js/time-proof.js";

const cases = JSON.parse(readFileSync(new URL("time_proof.json", import.meta.url), "utf8"));
console.log(JSON.stringify(cases.map(({ entry }) => [proofOfTime(entry), provedAt(entry)])));
