/** The lines of "Is this phone ready?", on its own screen and while a phone is being set up: each doubt has one thing to do. */

import { element, icon, onTap, row, say, slot } from "../screens/dom.js";

const SIGNS = { ok: "check", wait: "warning", late: "warning", note: "phone" };

/** @param {HTMLElement} screen @param {import("./readiness.js").Line[]} lines @param {() => Promise<void>} again after something was done */
export function showLines(screen, lines, again) {
  slot(screen, "lines").replaceChildren(...lines.map((line) => lineOf(screen, line, again)));
}

function lineOf(screen, { tone, title, text, does }, again) {
  const line = say(row(screen, "line"), { title, text });
  line.classList.add(`rhi-checks__line--${tone}`);
  slot(line, "icon").replaceChildren(icon(SIGNS[tone]));
  if (does) line.append(onTap(buttonOf(does), () => does.act().then(again)));
  return line;
}

const buttonOf = ({ label }) => element("button", { type: "button", class: "govuk-button govuk-button--secondary" }, label);
