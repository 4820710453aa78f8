/* Tables that the phone and the server share. */

import { cached } from "../cached.js";

/** Which answer may go to whom. */
export const selection = () => cached("/app/data/selection.json", "json", ({ questions }) => questions);

/** Every fact on which a protocol may rest, with the question that asks for it. */
export const facts = () => cached("/app/data/facts.json", "json", ({ age }) => age);
