/** Offers the rescue file. Stands also where nothing of what is inside may be told, so it counts nothing before it is asked. */

import { onTap, slot } from "../screens/dom.js";

const SAVED = "Give the file to your coordinator. This phone keeps its own copy.";
const NOTHING = "Nothing sealed waits on this phone.";
const FAILED = "The file could not be saved. Nothing was removed.";

/** @param {HTMLElement} screen */
export function offerRescue(screen) {
  onTap(slot(screen, "rescue-save"), async () => {
    slot(screen, "rescue-said").textContent = await said();
  });
}

async function said() {
  try {
    const { saveRescueFile } = await import("../rescue.js");
    return (await saveRescueFile()) > 0 ? SAVED : NOTHING;
  } catch (error) {
    return error.name === "AbortError" ? "" : FAILED; // the person thought better of it
  }
}
