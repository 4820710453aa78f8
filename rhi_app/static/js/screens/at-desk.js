/* 10f Continue at a desk: the author's own act. From then on the desk writes, and this phone shows; the desk gives it back. Harm stays open. */

import { currentVersion } from "../forms.js";
import { getCase, giveToDesk } from "../records.js";
import { copy, slot } from "./dom.js";
import { go, pathOf } from "./navigation.js";
import { sayNotSaved } from "./save-once.js";

/** One place writes at a time. @param {object} theCase */
export const isAtDesk = ({ entries }) => entries.findLast(({ kind }) => kind === "to_desk" || kind === "to_phone")?.kind === "to_desk";

/** @param {import("./navigation.js").Place} place @returns {Promise<import("./frame.js").View>} */
export const screen = async ({ record }) => deskView(await getCase(record));

/** What stands in the place of a screen that the desk has now. @param {object} theCase @returns {import("./frame.js").View} */
export function deskView(theCase) {
  const { record } = theCase;
  const main = copy("10f");
  const isThere = isAtDesk(theCase);
  slot(main, "there").hidden = !isThere;
  slot(main, "before").hidden = isThere;
  const next = isThere ? { label: "Back to the case", act: () => go(pathOf(record)) } : { label: "Continue at a desk", icon: "up", act: () => give(main, record) };
  return { main, theCase, clock: "line", title: theCase.initials, back: { path: pathOf(record), label: "Case" }, next };
}

async function give(main, record) {
  try {
    await giveToDesk(record, { formVersion: currentVersion("to_desk") });
  } catch (problem) {
    return sayNotSaved(main, problem);
  }
  return go(pathOf(record), { replace: true });
}
