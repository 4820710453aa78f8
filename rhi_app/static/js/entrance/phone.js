/** 12 Is this phone ready? A verdict first, then the proof; each doubtful line has one thing to do. Looked at before leaving the office. */

import { dayTimeWords, spanWords } from "../clock.js";
import { lockNow } from "../guard.js";
import { isLeftHand, setLeftHand } from "../hand.js";
import { copy, element, icon, onTap, slot } from "../screens/dom.js";
import { refresh } from "../screens/navigation.js";
import { onNews } from "../screens/news.js";
import { sendAndFetch } from "../sync.js";
import { showLines } from "./checks.js";
import { closeDoor } from "./door.js";
import { linesOf, readFacts } from "./readiness.js";
import { offerRescue } from "./rescue.js";

/** @returns {Promise<import("../screens/frame.js").View>} */
export async function screen() {
  const main = element("main", { id: "main-content" }, copy("this-phone"));
  await fill(main);
  onTap(slot(main, "lock"), lockNow);
  await offerHand(slot(main, "hand"));
  offerRescue(main);
  const again = async () => {
    await sendAndFetch();
    await fill(main);
  };
  const next = { label: "Send and fetch", icon: "up", act: again };
  return { main, back: { path: "/app/", label: "Today" }, title: "This phone", next, stop: onNews(() => fill(main)) };
}

/** The thumb bar turns round for the left hand. @param {HTMLElement} button */
async function offerHand(button) {
  const say = async () => (button.textContent = (await isLeftHand()) ? "Bar for the right hand" : "Bar for the left hand");
  await say();
  onTap(button, async () => {
    await setLeftHand(!(await isLeftHand()));
    await refresh();
  });
}

async function fill(main) {
  const facts = await readFacts();
  const lines = linesOf(facts, Date.now());
  showLines(main, lines, async () => {
    closeDoor(); // a passkey is set up there
    await fill(main);
  });
  sayVerdict(slot(main, "verdict"), lines);
  slot(main, "contact").textContent = contactWords(facts, Date.now());
  sayProblem(slot(main, "problem"), facts.problem);
}

/** "Ready" is said only of a phone that opens without a network and holds its cases; else what is missing. */
function sayVerdict(place, lines) {
  const doubtful = lines.filter(({ tone }) => tone === "wait" || tone === "late");
  const isReady = doubtful.every(({ tone }) => tone === "wait");
  const count = doubtful.length === 1 ? "one thing to do" : `${doubtful.length} things to do`;
  const [words, rest] = isReady
    ? [doubtful.length ? `Ready, with ${count}.` : "Ready.", "You can go out with it."]
    : ["Not ready.", "Do what is marked first, while you have a network."];
  place.className = `rhi-note rhi-note--${doubtful.length === 0 ? "ok" : isReady ? "wait" : "late"}`;
  const sentence = element("p", { class: "govuk-body" }, element("strong", {}, words), ` ${rest}`);
  place.replaceChildren(icon(doubtful.length ? "warning" : "check"), element("div", {}, sentence));
}

function contactWords({ contact }, now) {
  const at = contact?.lastAt ? Date.parse(contact.lastAt) : null;
  const ago = at === null || now - at < 60_000 ? "just now" : `${spanWords(now - at)} ago`;
  const since = at === null ? "" : `Last in contact ${dayTimeWords(at, now)}, ${ago}. `;
  return `${since}After 7 days, cases with nothing unsent close until there is contact. What you have written always opens.`;
}

function sayProblem(place, problem) {
  place.hidden = !problem;
  if (problem) place.replaceChildren(icon("warning"), element("div", {}, element("p", { class: "govuk-body" }, problem.sentence)));
}
