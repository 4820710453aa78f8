/* What came from the server is shown without being asked for: a flag set meanwhile must stand there before the next call. */

import { onChange, state } from "../sync.js";
import { refresh } from "./index.js";

/** @returns {() => void} stops */
export function refreshOnNews() {
  let { lastContactAt: last, rounds: seen } = state();
  return onChange(({ lastContactAt, rounds }) => {
    if (lastContactAt === last || rounds === seen) return;
    [last, seen] = [lastContactAt, rounds];
    refresh();
  });
}
