/** Forgotten words, or a phone that was taken out: what is sealed leaves first, then two people let it be set up anew. */

import { claimPlace } from "../enrolment.js";
import { unsentCount } from "../outbox.js";
import { onTap, say, slot } from "../screens/dom.js";
import { unsentSnapshots } from "../snapshots.js";
import * as sync from "../sync.js";
import { complain, complainOf, onSend, stand, tellOffline } from "./door.js";
import { goOnWithWords } from "./enrol.js";

const TAKEN_OUT = { title: "This phone was taken out of use", lead: "It opens no more. What is sealed on it is still sent." };

/** @param {() => unknown} done what comes when it is set up @param {() => unknown} [back] where it was opened from */
export function showForgotten(done, back) {
  return showRecovery({}, done, back);
}

/** @param {() => unknown} done */
export function showTakenOut(done) {
  return showRecovery(TAKEN_OUT, done);
}

/** @param {() => unknown} begin sets it up */
export function showWiped(begin) {
  onTap(slot(stand("wiped"), "begin"), async () => begin());
}

/** The browser has thrown away its databases. @param {() => unknown} begin sets it up */
export function showEmptied(begin) {
  onTap(slot(stand("emptied"), "begin"), async () => begin());
}

async function showRecovery(words, done, back) {
  const screen = say(stand("recover"), words);
  const field = slot(screen, "code");
  tellOffline(screen);
  slot(screen, "back").hidden = !back;
  onTap(slot(screen, "back"), async () => back());
  const stop = sync.onChange(() => (screen.isConnected ? tellUnsent(screen).catch((error) => complainOf(screen, error)) : stop()));
  onSend(screen, async () => {
    if (!field.value.trim()) return complain(screen, "No code yet", "Enter the code that your coordinator gave you.");
    const { accountName } = await claimPlace(field.value);
    return goOnWithWords(accountName, done);
  });
  await tellUnsent(screen);
  sync.sendAndFetch();
}

async function tellUnsent(screen) {
  const count = await stillHere();
  const words = count === 0 ? "Everything sealed is sent." : `${count} ${count === 1 ? "thing is" : "things are"} still only on this phone.`;
  say(screen, { unsent: words });
  slot(screen, "unsent-next").hidden = count === 0;
}

async function stillHere() {
  return (await unsentCount()).count + (await unsentSnapshots()).length;
}
