/* What to do now, in order, one thumb; numbers that work offline. The protocol's steps, and its citations. */

import { copy, element, icon, row, say, slot } from "./dom.js";
import { linkTo } from "./frame.js";
import { pathOf } from "./index.js";
import { telephoneLink } from "./people.js";

const GOOD_PRACTICE = "good practice, no rule";
const CONTACTS = { emergency: "999", police: "101", duty_desk: "Duty desk", duty_manager: "Duty manager" };
/** Where no protocol is at hand, as for a child who is not on this phone. */
const BASIC = [
  { say: "Listen. Do not ask for more.", more: "Never promise to keep it secret.", cites: GOOD_PRACTICE },
  { say: "Is the young person safe now?", cites: GOOD_PRACTICE },
  { say: "Not safe: ring now.", contacts: ["emergency", "duty_desk"], cites: GOOD_PRACTICE },
  { say: "If it was in the last few days, keep clothes and phone as they are.", more: "No washing before the police have said so.", cites: GOOD_PRACTICE },
];

/**
 * @param {{numbers: Record<string, string>, name: string, steps?: object[], safe?: HTMLElement | null, record?: string, answer?: object | null}} given
 *   `safe`: the question on safety tonight, put into the step that asks it; `answer`: what the protocol's section 47 rule says
 */
export function harmSteps({ numbers, name, steps = null, safe = null, record = "", answer = null }) {
  const list = copy("harm-steps");
  const rows = (steps?.length ? steps : BASIC).map((step, at) => stepRow(list, { step, at, numbers, name, record, answer }));
  if (safe) slot(rows.find((made) => made.dataset.asks === "true") ?? rows[0], "inside").append(safe);
  list.append(...rows);
  return list;
}

function stepRow(list, { step, at, numbers, name, record, answer }) {
  const made = say(row(list, "step"), { number: String(at + 1), say: step.say.replace(/the young person/i, name), more: step.more ?? null });
  made.dataset.asks = String(/safe (now|tonight)\?/i.test(step.say));
  slot(made, "cites").replaceChildren(...citesOf(step, record, answer));
  if (step.contacts) slot(made, "inside").append(callsOf(step.contacts, numbers));
  return made;
}

/** Where the protocol is silent, the step says so. */
function citesOf({ cites, contacts }, record, answer) {
  if (contacts && answer && record) return [linkTo(pathOf(record, "17", "duties", answer.topic), answer.citation.short, "govuk-link rhi-cite")];
  if (!Array.isArray(cites)) return [cites ?? GOOD_PRACTICE];
  return [cites.map(({ document, paragraph }) => `${document.startsWith("guidance") ? "england" : document} ${paragraph}`).join(", ")];
}

function callsOf(roles, numbers) {
  const known = { emergency: "999", police: "101", ...numbers };
  const shown = [...new Set([...roles, "police"])].filter((role) => known[role]);
  const links = shown.map((role, at) => {
    const classes = `govuk-button${at ? " govuk-button--secondary" : ""} rhi-focus`;
    return element("a", { class: classes, href: telephoneLink(known[role]) }, icon("call"), element("span", {}, CONTACTS[role] ?? role.replaceAll("_", " ")));
  });
  return element("div", { class: "rhi-calls" }, ...links);
}
