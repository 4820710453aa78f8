/* About whom? Asked when a thing is begun from Today; "someone else" is a child who is not on this phone. */

import { listCases } from "../records.js";
import { beginScreen } from "./begin.js";
import { copy, row, say, slot } from "./dom.js";
import { clockLine, linkTo } from "./frame.js";
import { go, pathOf } from "./navigation.js";
import { inOrder } from "./today.js";

const BACK = { path: "/app/", label: "Today" };

/** @param {import("./navigation.js").Place} place @returns {Promise<import("./frame.js").View>} */
export async function screen({ args: [target, whom] }) {
  return whom === "else" ? beginScreen(target === "07") : choose(target);
}

async function choose(target) {
  const cases = (await listCases()).filter((one) => one.case || isClosed(one));
  const main = copy("whom");
  slot(main, "cases").replaceChildren(...inOrder(cases, Date.now()).map((one) => caseRow(main, one, target)));
  if (target === "07") slot(main, "else").replaceChildren(linkTo("/app/who/07/else", "Someone else", "govuk-button govuk-button--secondary rhi-wide"));
  return { main, back: BACK, hasHarm: target !== "07", next: { label: "Back to today", act: () => go("/app/") } };
}

/** Out of contact for long: it opens where it is needed. */
const isClosed = ({ problem }) => problem?.slug === "out-of-contact";

function caseRow(main, one, target) {
  const made = say(row(main, "case"), { initials: one.initials });
  const path = target === "07" ? pathOf(one.record, "07", "03") : pathOf(one.record, target);
  slot(made, "head").replaceChildren(linkTo(path, [one.case ? clockLine(one.case, { inList: true }) : "Closed until there is contact"], "rhi-row-link__link"));
  return made;
}
