/* A screen that could not be made: what happened, what is safe, what next. Never a dead end. */

import { toProblem } from "../problems.js";
import { copy, say } from "./dom.js";
import { go, refresh } from "./navigation.js";

/** @param {unknown} error @param {{record: string | null}} place @returns {import("./frame.js").View} */
export function problemView(error, { record }) {
  const problem = toProblem(error);
  const main = say(copy("problem"), { sentence: problem.sentence });
  const next = problem.tryAgain
    ? { label: "Try again", act: refresh }
    : { label: "Back to today", act: () => go("/app/") };
  return { main, back: { path: "/app/", label: "Today" }, next, hasHarm: Boolean(record) };
}
