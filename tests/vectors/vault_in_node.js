/** node tests/vectors/vault_in_node.js : prints what failed. */

import { readFileSync } from "node:fs";
import { run } from "./vault_run.js";

console.log(JSON.stringify(await run(JSON.parse(readFileSync(new URL("vault.json", import.meta.url), "utf8")))));
