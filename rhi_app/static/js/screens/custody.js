/* 11 Where the record is: line by line, and who has read it. A step half done has a sign of its own and says which. */

import { dayTimeWords, momentOf } from "../clock.js";
import { custody, getCase, listCases } from "../records.js";
import { copy, icon, row, say, slot } from "./dom.js";
import { capital } from "./events.js";
import { linkTo } from "./frame.js";
import { go, pathOf } from "./navigation.js";

const STEPS = [
  ["on_this_phone", "On this phone"], ["sent", "Sent"], ["received", "Received"], ["processed", "Processed"],
  ["delivered", "Delivered"], ["opened", "Opened"], ["acknowledged", "Acknowledged"], ["acted", "Acted on"],
];
const READERS = { social_worker: "Social worker", police_liaison: "Police", coordinator: "Coordinator" };
const nameOf = (kind) => READERS[kind] ?? capital(kind.replaceAll("_", " "));

/** @param {import("./navigation.js").Place} place @returns {Promise<import("./frame.js").View>} */
export async function screen({ record }) {
  const [steps, rows] = await Promise.all([custody(record), listCases()]);
  const index = rows.find((one) => one.record === record);
  const isSealed = index?.state === "finished" || index?.state === "declined";
  const theCase = isSealed ? null : await getCase(record);
  const now = Date.now();
  const main = copy("11");
  slot(main, "none").hidden = steps.length > 0;
  const unopened = steps.find(({ step }) => step === "unopened")?.detail.by ?? [];
  slot(main, "steps").replaceChildren(...(steps.length ? STEPS.map((step) => stepRow(main, step, steps, now, isSealed)) : []), ...lookedAt(main, steps), ...unopened.map((one) => askedRow(main, one, now)));
  say(main, { reference: index?.reference ? `Reference ${index.reference}.` : null, after: afterWords(steps, isSealed) });
  if (index?.canBeTakenUp) slot(main, "take-up").replaceChildren(linkTo(pathOf(record, "13b"), [icon("door"), "They want to talk after all"], "govuk-button govuk-button--secondary rhi-wide"));
  const title = index?.initials ?? "";
  const back = isSealed ? { path: "/app/", label: "Today" } : { path: pathOf(record), label: "Case" };
  return { main, theCase, clock: theCase ? "line" : null, title, back, isSealed, next: { label: "Back to today", act: () => go("/app/") }, renews: true };
}

function stepRow(main, [code, title], steps, now, isSealed) {
  const found = steps.find(({ step }) => step === code);
  const made = say(row(main, "step"), { title, meta: metaOf(code, found, now, isSealed) });
  const how = found?.at ? "done" : found ? "half" : "open";
  made.classList.add(`rhi-steps__step--${how}`);
  slot(made, "sign").replaceChildren(how === "done" ? icon("check") : how === "half" ? icon("dash") : "");
  slot(made, "state").textContent = { done: "Done: ", half: "Partly: ", open: "Not yet: " }[how];
  return made;
}

function metaOf(code, found, now, isSealed) {
  if (!found) return code === "received" || code === "sent" ? "Waits for a network" : "Not yet";
  if (found.detail?.by) return found.detail.by.map(({ kind, urgent, at }) => `${nameOf(kind)}${urgent ? ", urgent" : ""} ${dayTimeWords(momentOf(at), now)}`).join("\n");
  if (!found.at) return `${found.detail.done} of ${found.detail.of}`;
  const when = dayTimeWords(momentOf(found.at), now);
  const more = { received: ", receipt checked", on_this_phone: isSealed ? ". To read it: the portal" : "" }[code] ?? "";
  const proof = code === "on_this_phone" || code === "sent" ? ", phone’s time" : "";
  return `${code === "on_this_phone" ? "Sealed " : ""}${when}${proof}${more}`;
}

function lookedAt(main, steps) {
  const found = steps.find(({ step }) => step === "being_looked_at");
  if (!found) return [];
  const made = say(row(main, "step"), { title: "Being looked at", meta: found.detail.sentence });
  made.classList.add("rhi-steps__step--late");
  slot(made, "sign").replaceChildren(icon("warning"));
  return [made];
}

/** What its reader has left unopened too long: others were asked, and the coordinator sees it as well. */
function askedRow(main, { kind, at }, now) {
  const made = say(row(main, "step"), { title: `${nameOf(kind)}: not opened`, meta: `Somebody else was asked ${dayTimeWords(momentOf(at), now)}` });
  made.classList.add("rhi-steps__step--late");
  slot(made, "sign").replaceChildren(icon("warning"));
  return made;
}

function afterWords(steps, isSealed) {
  if (!isSealed) return "What is sealed leaves by itself. What you still type stays on this phone until you seal it.";
  const processed = steps.find(({ step }) => step === "processed");
  if (!processed?.at) return "The sealed copy stays on this phone until the server has worked on it.";
  return processed.detail.isKept ? "A sealed copy stays on this phone for 7 days, should the server have to be restored." : "The sealed copy is no longer on this phone.";
}
