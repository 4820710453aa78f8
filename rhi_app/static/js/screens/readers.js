/* Who gets what, as the protocol says: shown to the young person before they agree, and kept with the agreement. */

import { undecidedRecipients } from "../decided.js";
import { recipientsOf } from "../recipients.js";
import { leading } from "../several.js";
import { capital } from "./events.js";
import { firstName } from "./people.js";

const GETS = {
  social_worker: "Why you went, how you are, what would help",
  police_liaison: "Places and people that could put you in danger",
  whole_form: "All that you say, to work out how to keep you safe",
  carer: "Only what could help, and only if you are fine with it",
  child: "What you said, in your own words",
};
const TITLES = { social_worker: "Your social worker", police_liaison: "The police missing person officer", carer: "Your parent or carer", child: "You" };

/** @param {object} theCase @param {object} decision @param {object} content @returns {{kind: string, title: string, gets: string}[]} */
export function readersOf(theCase, decision, content) {
  const { decided } = leading(theCase);
  const { sources, sharing } = recipientsOf(decision, content, decided);
  const sent = Object.keys(sources).map((kind) => ({ kind, title: titleOf(theCase, kind, sharing[kind].role), gets: GETS[sharing[kind].page] }));
  const waiting = undecidedRecipients(decision, decided).filter((kind) => kind in TITLES && !(kind in sources));
  return [...sent, ...waiting.map((kind) => ({ kind, title: titleOf(theCase, kind, ""), gets: "Only if a manager decides so" }))];
}

/** A recipient without a page of that name is called by the role that the protocol gives them. */
function titleOf(theCase, kind, role) {
  if (role) return capital(role);
  const name = theCase[kind]?.name ?? "";
  return kind === "social_worker" && name ? `${firstName(name)}, your social worker` : TITLES[kind];
}

/** As strings, the way they stood on the screen. */
export const readersShown = (readers) => readers.map(({ title, gets }) => `${title}: ${gets}`);
