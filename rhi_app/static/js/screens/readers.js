/* Who gets what, as the protocol says: shown to the young person before they agree, and kept with the agreement. */

import { firstName } from "./people.js";

const GETS = {
  social_worker: "Why you went, how you are, what would help",
  police_liaison: "Places and people that could put you in danger",
};
const TITLES = { social_worker: "Your social worker", police_liaison: "The police missing person officer" };

/** @param {object} theCase @param {object} decision @returns {{kind: string, title: string, gets: string, name: string, cite: string}[]} */
export function readersOf(theCase, decision) {
  const { topics } = decision.questions.recipients;
  return Object.keys(GETS).filter((kind) => topics[kind]?.verdict === "yes").map((kind) => {
    const name = theCase[kind]?.name ?? "";
    const title = kind === "social_worker" && name ? `${firstName(name)}, your social worker` : TITLES[kind];
    return { kind, title, name, gets: GETS[kind], cite: topics[kind].answers[0].citation.short };
  });
}

/** As strings, the way they stood on the screen. */
export const readersShown = (readers) => readers.map(({ title, gets }) => `${title}: ${gets}`);
