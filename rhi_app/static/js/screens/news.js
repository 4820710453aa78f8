/* What came from the server is shown without being asked for: a flag set meanwhile must stand there before the next call. */

import { onChange, state } from "../sync.js";
import { refresh } from "./index.js";

/** @returns {() => void} stops */
export function refreshOnNews() {
  let last = state().lastContactAt;
  return onChange(({ lastContactAt, network }) => {
    if (lastContactAt === last || network === "sending") return;
    last = lastContactAt;
    refresh();
  });
}
