/* The frame of every unlocked screen: the way back on top, the clock line below it, and the thumb bar: Blank left, the next thing, Harm right. */

import { quietWords } from "../clock.js";
import { isLeftHand } from "../hand.js";
import { onChange, state } from "../sync.js";
import { clockOf, dueAt } from "./clock-of.js";
import { element, icon, onTap, ring } from "./dom.js";
import { blank, go, harmPath, pathOf } from "./navigation.js";

/**
 * @typedef {object} View what a screen hands to the frame
 * @property {HTMLElement} main
 * @property {{path: string, label: string} | null} [back]
 * @property {string} [title] beside the way back
 * @property {boolean} [isHeading] the title is the page's heading
 * @property {object} [theCase] whose clock is shown
 * @property {"line" | "quiet" | null} [clock] a line of its own, or grey in the bar while the child is there
 * @property {{label: string, icon?: string, act: () => unknown, isWide?: boolean} | null} [next]
 * @property {boolean} [hasHarm]
 * @property {{flush: () => Promise<unknown>}} [saver]
 * @property {boolean} [isSealed] nothing can be written in this record any more
 * @property {boolean} [isGiven] in someone else's hands: no frame at all
 * @property {HTMLElement} [focus]
 * @property {boolean} [renews] is drawn anew when something came
 * @property {() => void} [stop]
 */

const NETWORK = { none: ["cloud-off", "No network"], network: ["cloud", "Network"], sending: ["up", "Sending"] };
const TICK_MS = 20_000;

/** @param {HTMLElement} app @param {View} view @returns {() => void} stops what ticks */
export function render(app, view, { record }) {
  const bar = makeBar(view);
  const line = view.clock === "line" ? element("div", { class: "rhi-clockline" }) : null;
  const band = line ? [element("section", { class: "rhi-clockband", "aria-label": "The clock" }, line)] : []; // stays in view
  const header = element("header", { class: "rhi-top" }, demonstration(), bar);
  view.main.classList.add("rhi-screen");
  const thumb = makeThumb(view, record);
  app.replaceChildren(header, ...band, view.main, thumb);
  isLeftHand().then((isLeft) => isLeft && thumb.append(...[...thumb.children].reverse())); // in the page's order too: the keyboard goes the same way
  const tick = () => {
    if (line) line.replaceChildren(clockLine(view.theCase), whyLink(record));
    sayStatus(bar.lastElementChild, view);
  };
  tick();
  const timer = setInterval(tick, TICK_MS);
  const unlisten = onChange(tick);
  return () => {
    clearInterval(timer);
    unlisten();
    view.stop?.();
  };
}

/** Said on every screen of a demonstration; elsewhere the page holds no such template. */
export const demonstration = () => document.getElementById("screen-demonstration")?.content.cloneNode(true) ?? null;

function makeBar({ back, title, isHeading }) {
  const place = back ? backLink(back) : mark();
  const words = title ? element(isHeading ? "h1" : "p", { class: "rhi-bar__title", tabindex: isHeading ? "-1" : null }, title) : null;
  return element("div", { class: "rhi-bar" }, place, words, element("p", { class: "rhi-bar__status", role: "status" }));
}

function backLink({ path, label }) {
  return linkTo(path, [icon("back"), label], "rhi-bar__back");
}

const mark = () => document.getElementById("screen-mark").content.cloneNode(true).firstElementChild;

function sayStatus(place, view) {
  if (place.dataset.saving) return;
  if (view.clock === "quiet") {
    const due = quietWords(dueAt(view.theCase), Date.now());
    place.replaceChildren(...(due ? [icon("clock"), due] : []));
    return;
  }
  const { network, sending, problem } = state();
  const [name, words] = NETWORK[network];
  const said = network === "sending" ? `${words} ${sending[0]} of ${sending[1]}` : words;
  if (place.textContent === said && !problem) return;
  place.replaceChildren(icon(name), said);
}

/** Saving, saved, not saved: in words, with the minute. @param {HTMLElement} place @param {import("../saver.js").Saving} saving */
export function saySaving(place, { state: how, words }) {
  if (!place) return;
  place.dataset.saving = how; // from now on the bar's end says this and not the network
  const names = { saving: "circle", saved: "check", failed: "warning" };
  place.className = `${place.className.replace(/ ?rhi-saving--\w+/, "")} rhi-saving--${how}`;
  place.replaceChildren(icon(names[how]), words);
}

/** @param {object} theCase @param {{inList?: boolean, large?: boolean}} [options] */
export function clockLine(theCase, options = {}) {
  const words = clockOf(theCase, Date.now(), options);
  const sign = words.icon === "ring" ? ring(words.share, options.large) : icon(words.icon);
  const rest = words.rest ? element("span", { class: "rhi-clock__rest" }, words.rest.replace(/ (?=\d\d:\d\d)/gu, "\u00a0")) : null;
  const sentence = element("span", {}, element("span", { class: "rhi-clock__left" }, words.strong), rest && words.joiner, rest);
  return element("span", { class: `rhi-clock rhi-clock--${words.tone}` }, sign, sentence);
}

function whyLink(record) {
  return linkTo(pathOf(record, "17"), "Why?", "rhi-clockline__why govuk-link");
}

function makeThumb({ next, hasHarm = true, isSealed = false }, record) {
  const hide = element("button", { type: "button", class: "rhi-thumb__blank rhi-focus" }, icon("eye-off"), "Blank");
  const bar = element("nav", { class: "rhi-thumb", "aria-label": "Always here" }, onTap(hide, blank));
  if (next) bar.append(mainButton(next));
  if (hasHarm) bar.append(harmLink(isSealed ? null : record)); // in what is sealed nothing can be written
  return bar;
}

/** @param {{label: string, icon?: string, act: () => unknown}} next */
export function mainButton(next) {
  const words = element("span", {}, next.label);
  const button = element("button", { type: "button", class: "govuk-button rhi-thumb__next", "data-next": true }, next.icon ? icon(next.icon) : "", words);
  return onTap(button, next.act);
}

function harmLink(record) {
  const link = element("a", { class: "rhi-thumb__harm rhi-focus", href: harmPath(record) }, icon("shield"), "Harm");
  return onTap(link, () => go(harmPath(record))); // asked anew: which line is being written in changes
}

/** @param {string} path @param {string | (Node | string)[]} words @param {string} classes */
export function linkTo(path, words, classes = "govuk-link") {
  return onTap(element("a", { class: `${classes} rhi-focus`, href: path }, ...[words].flat()), () => go(path));
}

/** Other words on the main button, in place. */
export function renameNext(label) {
  const button = document.querySelector("[data-next] span");
  if (button) button.textContent = label;
}
