/** Setting the phone up: code, four words, the same from memory, six words that two people compare, first fetch. */

import { claimPlace, enrolmentState, makeVault, sixWords, startOver } from "../enrolment.js";
import { element, onTap, slot } from "../screens/dom.js";
import * as sync from "../sync.js";
import { proposeWords } from "../words.js";
import { showLines } from "./checks.js";
import { complain, complainOf, onSend, stand, tellOffline, wordsField } from "./door.js";
import { offerPasskey } from "./passkey.js";
import { firstLinesOf, readFacts } from "./readiness.js";

/** @param {() => void} done what comes when the first cases are here */
export function showEnrolment(done) {
  const screen = stand("enrol-code");
  const field = slot(screen, "code");
  tellOffline(screen);
  onSend(screen, async () => {
    if (!field.value.trim()) return complain(screen, "No code yet", "Enter the code that your coordinator gave you.");
    const { accountName } = await claimPlace(field.value);
    await goOnWithWords(accountName, done);
  });
  field.focus();
}

/** After the code: four words, again from memory, six to compare. @param {string} accountName @param {() => unknown} done */
export async function goOnWithWords(accountName, done) {
  showWords(accountName, await proposeWords(), done);
}

function showWords(accountName, words, done) {
  const screen = stand("enrol-words");
  slot(screen, "who").textContent = `This phone will be ${accountName}’s.`;
  list(screen, words.split(" "));
  onTap(slot(screen, "know"), async () => showAgain(accountName, words, done));
  onTap(slot(screen, "others"), async () => {
    try {
      showWords(accountName, await proposeWords(), done);
    } catch (error) {
      complainOf(screen, error);
    }
  });
}

function showAgain(accountName, words, done) {
  const screen = stand("enrol-again");
  const field = wordsField(screen);
  onTap(slot(screen, "look"), async () => showWords(accountName, words, done));
  onSend(screen, async () => {
    slot(screen, "send").textContent = "Making your vault";
    try {
      await makeVault(words, field.value);
      navigator.storage?.persist?.(); // what it answers stands below the six words
      await offerPasskey(words, () => showComparison(done));
    } finally {
      slot(screen, "send").textContent = "Go on";
    }
  });
  field.focus();
}

/** Also where the phone stands when it was closed before "They match" was pressed. @param {() => void} done */
export async function showComparison(done) {
  const screen = stand("enrol-compare");
  const stop = sync.onChange(async ({ problem }) => {
    if (!screen.isConnected) return stop();
    const state = await enrolmentState();
    slot(screen, "state").textContent = state === "revoked" || !isExpected(problem) ? problem.sentence : "Waiting for “They match”";
    if (state !== "active") return undefined;
    stop();
    return done();
  });
  onTap(slot(screen, "over"), startOver); // the lock that comes with it starts the page anew
  try {
    list(screen, await sixWords());
  } catch (error) {
    complainOf(screen, error);
  }
  await tellReadiness(screen, done);
  navigator.serviceWorker?.ready.then(() => tellReadiness(screen, done)); // now it is kept, too
  await sync.sendAndFetch();
}

/** While two people compare words there is time to put the phone right. */
async function tellReadiness(screen, done) {
  const lines = firstLinesOf(await readFacts(), Date.now());
  if (screen.isConnected) showLines(screen, lines, () => showComparison(done));
}

function isExpected(problem) {
  return !problem || problem.slug === "device-not-active" || problem.slug === "locked";
}

function list(screen, words) {
  slot(screen, "list").replaceChildren(...words.map((word) => element("li", {}, word)));
}
