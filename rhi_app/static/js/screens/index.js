/* From an address to a screen, and what stays when it is drawn anew. */

import { element } from "./dom.js";
import { demonstration, render } from "./frame.js";
import { closedView, gateView } from "./gate.js";
import { placeOf, refresh, use } from "./navigation.js";
import { onNews } from "./news.js";
import { make } from "./pending.js";
import { problemView } from "./problem.js";
import { onHanded } from "../drafts.js";
import { loadForm } from "../forms.js";
import { partsOf } from "../london.js";
import { makeSnapshots } from "../snapshots.js";
import { state } from "../sync.js";

/** One module a screen, run when it is first shown. */
const SCREENS = {
  today: () => import("./today.js"),
  who: () => import("./whom.js"),
  "03": () => import("./case.js"),
  "04": () => import("./attempt.js"),
  "04b": () => import("./attempts.js"),
  "04c": () => import("./offer.js"),
  "05": () => import("./agreement.js"),
  "05b": () => import("./wording.js"),
  "05c": () => import("./sign.js"),
  "05d": () => import("./said-yes.js"),
  "05e": () => import("./parent.js"),
  "05f": () => import("./withdrawal.js"),
  "06": () => import("./sections.js"),
  "06a": () => import("./talk.js"),
  "06d": () => import("./own-part.js"),
  "07": () => import("./harm.js"),
  "08": () => import("./read-back.js"),
  "09": () => import("./sharing.js"),
  "10a": () => import("./end-visit.js"),
  "10b": () => import("./finish.js"),
  "10c": () => import("./two-answers.js"),
  "10d": () => import("./late.js"),
  "10e": () => import("./ask-manager.js"),
  "10f": () => import("./at-desk.js"),
  11: () => import("./custody.js"),
  13: () => import("./decline.js"),
  "13b": () => import("./take-up.js"),
  17: () => import("./why.js"),
  phone: () => import("../entrance/phone.js"),
};

/** Those that are opened in a hurry, at a door or in the talk. */
const FORMS = { "04": "attempt", "04c": "offer", "06": "interview", "06a": "interview", "07": "harm", 13: "decline" };
const KEEPS_UNDO = ["04", "04b", "04c", "17"];

let shown = null; // {view, place, line, stop}
let turn = 0;
let stopNews = () => undefined;

/** What a screen needs, and what is slow to make, while somebody types the words. @param {string} path */
export async function prepare(path) {
  const place = placeOf(path);
  partsOf(Date.now()); // the browser's own calendar, at its first use
  await Promise.all([screenOf(place), FORMS[place.id] && loadForm(FORMS[place.id])]).catch(() => undefined);
}

const screenOf = ({ id }) => (SCREENS[id] ?? SCREENS.today)();

/** Shows what the address asks for, once what was typed on the screen before is on the disk. @param {string} path @param {{renews?: boolean}} [how] */
export async function show(path, { renews = false } = {}) {
  const mine = (turn += 1);
  const since = state();
  await shown?.view.saver?.flush();
  makeSnapshots().catch(() => undefined); // a section is left; the screen does not wait for it
  const place = placeOf(path);
  if (!KEEPS_UNDO.includes(place.id)) await make();
  const app = document.getElementById("app");
  if (!shown) app.replaceChildren(document.getElementById("screen-waiting").content.cloneNode(true));
  const view = await viewOf(place);
  const stays = renews && shown?.path === path;
  if (mine !== turn || (stays && isAsBefore(view))) return view.stop?.(); // gone on meanwhile, or nothing new
  const at = stays && heldBy(app);
  put(app, view, place, { path, since });
  if (at) takeHold(app, at);
  else showFromTheTop(app, view);
}

async function viewOf(place) {
  try {
    return (await gateView(place)) ?? (await (await screenOf(place)).screen(place));
  } catch (problem) {
    const isClosed = problem.slug === "out-of-contact" && place.record;
    return isClosed ? closedView(place, viewOf).catch((other) => problemView(other, place)) : problemView(problem, place);
  }
}

/** What a screen says when it is drawn, before anything on it is folded or opened. */
const saidBy = ({ main, next, theCase }) => ({ main: main.cloneNode(true), rest: JSON.stringify([next?.label, theCase?.episodes]) });

const isAsBefore = (view) => shown.says?.rest === saidBy(view).rest && shown.says.main.isEqualNode(view.main);

function put(app, view, place, { path, since }) {
  shown?.stop();
  stopNews();
  shown = { view, place, path, line: null, says: view.renews ? saidBy(view) : null, stop: () => view.stop?.() };
  view.main.addEventListener("focusin", ({ target }) => (shown.line = target.closest("[data-block]") ?? shown.line));
  app.classList.toggle("rhi-given", Boolean(view.isGiven));
  if (view.isGiven) app.replaceChildren(...markOf(demonstration()), view.main);
  else shown.stop = render(app, view, place);
  if (view.renews) stopNews = onNews(renew, since);
}

function showFromTheTop(app, view) {
  scrollTo(0, 0);
  focusOn(view.focus ?? app.querySelector("h1"), Boolean(view.focus));
}

const handles = (app) => [...app.querySelectorAll("a[href], button, summary")];

/** Where a person is on a screen: how far down, and on which of its links and buttons. */
function heldBy(app) {
  const at = handles(app).indexOf(document.activeElement);
  return { y: scrollY, at, words: document.activeElement?.textContent };
}

/** There again, in what was drawn anew; on a link that says something else now, nobody is put. */
function takeHold(app, { y, at, words }) {
  scrollTo(0, y);
  const there = handles(app)[at];
  if (there && there.textContent === words) there.focus({ preventScroll: true });
}

const markOf = (mark) => (mark ? [element("header", {}, mark)] : []);

/** A new screen is read from its heading, unless it goes back to one line. */
function focusOn(node, isLine) {
  if (node?.matches("h1")) node.setAttribute("tabindex", "-1");
  node?.focus({ preventScroll: !isLine });
  if (isLine) node?.scrollIntoView({ block: "center" });
}

/** The same screen with what came since: nobody is moved, and nothing is drawn anew where it says the same. */
export const renew = () => show(location.pathname, { renews: true });

/** What came for a form that is open is shown, unless somebody is writing in it: then it is not written over (drafts.js), and shown the next time. */
onHanded((record) => {
  const isOpen = shown?.place.record === record && shown.view.saver && !isGiven();
  if (isOpen && !document.activeElement?.closest("[data-block]")) refresh();
});

/** Writes what was typed and makes what waits, and leaves the screen as it is. */
export async function flush() {
  await Promise.all([shown?.view.saver?.flush(), make()]);
}

/** Before or after the lock: what was typed is written, and nothing stays on the screen. */
export async function leave() {
  await flush();
  shown?.stop();
  stopNews();
  shown = null;
  turn += 1;
  document.getElementById("app").replaceChildren();
}

/** In someone else's hands: the back gesture asks for the words, too. */
export const isGiven = () => Boolean(shown?.view.isGiven);

use({ show, standing: () => shown });
