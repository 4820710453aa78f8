/** Setting up the passkey: when the phone is set up, with the words just typed; or later, from "This phone", where they are asked for first. */

import { whyNoPasskey } from "../passkey.js";
import { onTap, slot } from "../screens/dom.js";
import { addPasskey } from "../vault.js";
import { onSend, stand, wordsField } from "./door.js";

/** Where none can be made, nothing is asked: "This phone" says why. @param {string} words @param {() => unknown} then goes on, with a passkey or without */
export async function offerPasskey(words, then) {
  if (await whyNoPasskey()) return then();
  const screen = stand("passkey");
  slot(screen, "group").remove();
  return ask(screen, () => words, then);
}

/** @param {() => unknown} then */
export function setUpPasskey(then) {
  const screen = stand("passkey");
  const field = wordsField(screen);
  ask(screen, () => field.value, then);
  field.focus();
}

function ask(screen, wordsNow, then) {
  onSend(screen, async () => {
    await addPasskey(wordsNow(), document.title);
    await then();
  });
  onTap(slot(screen, "later"), then);
}
