/* Before an interview is begun: whether this phone can be relied on. Where it cannot, the screen says why, what puts it right, and the
   one tap that goes on all the same; the record then says so. A child in front of you is never turned away, and harm never waits. */

import { currentVersion } from "../forms.js";
import { askToKeep, isDemonstration, isKept, wasRefused } from "../kept.js";
import { addEntry, getCase } from "../records.js";
import { sendAndFetch } from "../sync.js";
import { copy, onTap, say, slot } from "./dom.js";
import { pathOf, refresh } from "./navigation.js";

const BEGINS = ["04c", "05", "05b", "05c", "05d", "06", "06a"];
const HARM = "07";

const NOT_KEPT = {
  because: "not_kept",
  heading: "This phone may clear what you write",
  why: "It has not promised to keep it, so no interview is begun on it. The case can be read, and harm is told as always.",
  how: "Put the app on the home screen, from the browser’s menu, and open it from there. Then ask the phone.",
  on: "I have no other phone: go on",
};
const CLOSED = {
  because: "no_contact",
  heading: "Closed until there is contact",
  why: "By this phone’s clock it is 7 days without contact, and nothing unsent is in this case.",
  how: "Find a network, then send and fetch.",
  on: "The young person is with me: open it",
};

/** What stands before an interview; null where nothing does. @param {import("./navigation.js").Place} place @returns {Promise<import("./frame.js").View | null>} */
export async function gateView(place) {
  if (!BEGINS.includes(place.id) || isDemonstration() || (await isKept())) return null;
  const theCase = await getCase(place.record);
  if (theCase.state !== "open" || hasGoneOn(theCase)) return null;
  const how = wasRefused() ? `The phone said no just now. ${NOT_KEPT.how}` : NOT_KEPT.how;
  const next = { label: "Ask the phone to keep it", icon: "phone", act: () => askToKeep().then(refresh) };
  return viewOf(place, { ...NOT_KEPT, how }, next);
}

/** A case that is closed; for harm it opens by itself. @param {import("./navigation.js").Place} place @param {(place: object) => Promise<object>} show */
export async function closedView(place, show) {
  if (place.id === HARM) return goOn(place.record, CLOSED).then(() => show(place));
  return viewOf(place, CLOSED, { label: "Send and fetch", icon: "up", act: () => sendAndFetch().then(refresh) });
}

function viewOf({ record, id }, gate, next) {
  const main = say(copy("gate"), { heading: gate.heading, why: gate.why, how: gate.how, on: gate.on });
  onTap(slot(main, "on"), () => goOn(record, gate).then(refresh));
  const back = id === "03" || gate === CLOSED ? { path: "/app/", label: "Today" } : { path: pathOf(record), label: "The case" };
  return { main, back, next };
}

const goOn = (record, { because }) =>
  addEntry(record, { kind: "went_on", form: "went_on", formVersion: currentVersion("went_on"), answers: { "went_on.because": because } });

const hasGoneOn = ({ entries }) => entries.some(({ kind, answers }) => kind === "went_on" && answers["went_on.because"] === NOT_KEPT.because);
