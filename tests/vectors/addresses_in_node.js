/** node tests/vectors/addresses_in_node.js : what JavaScript finds in tests/vectors/addresses.json. */

import { readFileSync } from "node:fs";
import { addressesIn, knownAddresses, withoutKnown } from "../../rhi_app/static/js/addresses.js";

const cases = JSON.parse(readFileSync(new URL("addresses.json", import.meta.url), "utf8"));
const said = cases.map(({ text, known }) => [withoutKnown(text, knownAddresses(known)), addressesIn(text, knownAddresses(known))]);
console.log(JSON.stringify(said));
