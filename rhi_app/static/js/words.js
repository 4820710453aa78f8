/** The word list: 7,776 words, fetched when words are proposed or compared, and at no other time. */

import { Problem } from "./problems.js";

const LIST = new URL("../vendor/words-eff-large.txt", import.meta.url);
const LENGTH = 7776;
const PROPOSED = 4; // 51 bits: what a stolen phone's image has to be guessed against

/** @returns {Promise<string[]>} */
export async function wordList() {
  let text;
  try {
    text = await (await fetch(LIST)).text();
  } catch (error) {
    throw Object.assign(new Problem("no-network"), { cause: error });
  }
  const list = text.trim().split("\n");
  if (list.length !== LENGTH) throw new Problem("server-silent");
  return list;
}

/** Four words, each as likely as any other. @returns {Promise<string>} */
export async function proposeWords() {
  const list = await wordList();
  return Array.from({ length: PROPOSED }, () => list[evenly(list.length)]).join(" ");
}

/** A number below `count`. What the remainder would favour is drawn again. */
function evenly(count) {
  const fair = Math.floor(2 ** 32 / count) * count;
  const [drawn] = crypto.getRandomValues(new Uint32Array(1));
  return drawn < fair ? drawn % count : evenly(count);
}
