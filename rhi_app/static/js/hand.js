/** In which hand the phone is held: the thumb bar turns round for the left one. Kept on the phone; it tells nothing of anybody. */

import { readMeta, writeMeta } from "./meta.js";

let left = null;

/** @returns {Promise<boolean>} */
export async function isLeftHand() {
  left ??= (await readMeta("hand")) === "left";
  return left;
}

/** @param {boolean} isLeft */
export async function setLeftHand(isLeft) {
  left = isLeft;
  await writeMeta({ hand: isLeft ? "left" : "right" });
}
