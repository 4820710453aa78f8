/* What to do now, in order, one thumb; numbers that work offline. The protocol's steps, and its citations. */

import { copy, element, icon, row, say, slot } from "./dom.js";
import { capital } from "./events.js";
import { linkTo } from "./frame.js";
import { pathOf } from "./navigation.js";
import { telephoneLink } from "./people.js";
import { roleWords } from "./rules.js";

const GOOD_PRACTICE = "good practice, no rule";
const NATIONAL = { emergency: "999", police: "101" };
/** Where no protocol is at hand, as for a child who is not on this phone. */
const BASIC = [
  { say: "Listen. Do not ask for more.", more: "Never promise to keep it secret.", cites: GOOD_PRACTICE },
  { say: "Is the young person safe now?", cites: GOOD_PRACTICE },
  { say: "Not safe: ring now.", contacts: ["emergency", "duty_desk"], cites: GOOD_PRACTICE },
  { say: "If it was in the last few days, keep clothes and phone as they are.", more: "No washing before the police have said so.", cites: GOOD_PRACTICE },
];

/**
 * @param {{numbers: Record<string, string>, name: string, content?: object | null, safe?: HTMLElement | null, record?: string, answer?: object | null}} given
 *   `content`: what the protocol says to do and whom it names, with its source;
 *   `safe`: the question on safety tonight, put into the step that asks it; `answer`: what the protocol's section 47 rule says
 */
export function harmSteps({ numbers, name, content = null, safe = null, record = "", answer = null }) {
  const list = copy("harm-steps");
  const steps = content?.harm_steps?.length ? content.harm_steps : BASIC;
  const rows = steps.map((step, at) => stepRow(list, { step, at, numbers, name, record, answer, content }));
  if (safe) slot(rows.find((made) => made.dataset.asks === "true") ?? rows[0], "inside").append(safe);
  list.append(...rows);
  return list;
}

function stepRow(list, { step, at, numbers, name, record, answer, content }) {
  const made = say(row(list, "step"), { number: String(at + 1), say: step.say.replace(/the young person/i, name), more: step.more ?? null });
  made.dataset.asks = String(/safe (now|tonight)\?/i.test(step.say));
  slot(made, "cites").replaceChildren(...citesOf(step, record, answer, content));
  if (step.contacts) slot(made, "inside").append(callsOf(step.contacts, numbers, content));
  return made;
}

/** Where the protocol is silent, the step says so. */
function citesOf({ cites, contacts }, record, answer, content) {
  if (contacts && answer && record) return [linkTo(pathOf(record, "17", "duties", answer.topic), answer.citation.short, "govuk-link rhi-cite")];
  if (!Array.isArray(cites)) return [cites ?? GOOD_PRACTICE];
  return [cites.map(({ paragraph }) => `${content.taken_from.harm_steps} ${paragraph}`).join(", ")];
}

function callsOf(roles, numbers, content) {
  const known = { ...NATIONAL, ...numbers };
  const shown = [...new Set([...roles, "police"])].filter((role) => known[role]);
  const links = shown.map((role, at) => {
    const classes = `govuk-button${at ? " govuk-button--secondary" : ""} rhi-focus`;
    return element("a", { class: classes, href: telephoneLink(known[role]) }, icon("call"), element("span", {}, NATIONAL[role] ?? capital(content ? roleWords(content, role) : role.replaceAll("_", " "))));
  });
  return element("div", {}, element("div", { class: "rhi-calls" }, ...links), ...rolesOf(roles, known, content));
}

/** Everyone whom the protocol names, and when; a role without a number says so, so that somebody fills it in. */
function rolesOf(roles, known, content) {
  const listed = (content?.contacts ?? []).filter(({ role }) => !(roles.includes(role) && known[role]));
  if (!listed.length) return [];
  const withNumber = listed.filter(({ role }) => known[role]);
  const items = withNumber.map(({ role, when }) => element("li", {}, `${capital(roleWords(content, role))}: ${when}. `, numberLink(known[role])));
  const without = listed.filter(({ role }) => !known[role]).map(({ role }) => roleWords(content, role));
  if (without.length) items.push(element("li", {}, `No number is filled in yet: ${without.join(", ")}.`));
  return [element("ul", { class: "rhi-plain-list rhi-line__meta" }, ...items)];
}

const numberLink = (telephone) => element("a", { class: "govuk-link", href: telephoneLink(telephone) }, telephone);
