/* What came from the server is shown without being asked for: a flag set meanwhile must stand there before the next call. */

import { onChange, state } from "../sync.js";

const WHILE_PRESSED_MS = 10_000; // at most: some browsers forget to say that a finger has left
const AFTER_A_PRESS_MS = 300; // the click comes when the finger has left
let quietUntil = 0;

const keepQuiet = (ms) => () => {
  quietUntil = performance.now() + ms;
};
addEventListener("pointerdown", keepQuiet(WHILE_PRESSED_MS), true);
for (const end of ["pointerup", "pointercancel"]) addEventListener(end, keepQuiet(AFTER_A_PRESS_MS), true);

/**
 * What is drawn anew under a finger swallows its tap: it waits.
 * @param {() => void} draw
 * @param {import("../sync.js").State} [since] what has come since then counts, too
 * @returns {() => void} stops
 */
export function onNews(draw, since = state()) {
  let { lastContactAt: last, rounds: seen } = since;
  let waiting;
  const show = () => {
    clearTimeout(waiting);
    const left = quietUntil - performance.now();
    if (left > 0) waiting = setTimeout(show, left);
    else draw();
  };
  const hear = ({ lastContactAt, rounds }) => {
    if (rounds === seen) return; // in the middle of a round, however many came to nothing before it
    seen = rounds;
    if (lastContactAt === last) return;
    last = lastContactAt;
    show();
  };
  hear(state());
  const stop = onChange(hear);
  return () => {
    clearTimeout(waiting);
    stop();
  };
}
