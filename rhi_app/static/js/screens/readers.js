/* Who gets what, as the protocol says: shown to the young person before they agree, and kept with the agreement. */

import { undecidedRecipients } from "../decided.js";
import { recipientsOf } from "../recipients.js";
import { firstDue } from "./clock-of.js";
import { capital } from "./events.js";
import { firstName } from "./people.js";

const GETS = {
  social_worker: "Why you went, how you are, what would help",
  police_liaison: "Places and people that could put you in danger",
};
const TITLES = { social_worker: "Your social worker", police_liaison: "The police missing person officer" };

/** @param {object} theCase @param {object} decision @param {object} content @returns {{kind: string, title: string, gets: string}[]} */
export function readersOf(theCase, decision, content) {
  const { decided } = firstDue(theCase);
  const { sources, sharing } = recipientsOf(decision, content, decided);
  const sent = Object.keys(GETS).filter((kind) => kind in sources).map((kind) => ({ kind, title: titleOf(theCase, kind, sharing[kind].role), gets: GETS[kind] }));
  const waiting = undecidedRecipients(decision, decided).filter((kind) => kind in GETS && !(kind in sources));
  return [...sent, ...waiting.map((kind) => ({ kind, title: titleOf(theCase, kind, ""), gets: "Only if a manager decides so" }))];
}

/** Who stands in for a page's own reader is called by the role that the protocol gives them. */
function titleOf(theCase, kind, role) {
  if (role) return capital(role);
  const name = theCase[kind]?.name ?? "";
  return kind === "social_worker" && name ? `${firstName(name)}, your social worker` : TITLES[kind];
}

/** As strings, the way they stood on the screen. */
export const readersShown = (readers) => readers.map(({ title, gets }) => `${title}: ${gets}`);
