/** node tests/vectors/protocol_in_node.js : reads {"protocols", "jobs"} from stdin and prints the answers. */

import { readFileSync } from "node:fs";
import { run } from "./protocol_run.js";

console.log(JSON.stringify(run(JSON.parse(readFileSync(0, "utf8")))));
