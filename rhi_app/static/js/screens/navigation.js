/* Where one is, and how one goes on. After /app/case/<record>/ stand the numbers of the screens and no words: an address must not say "harm" or "decline". */

const its = { show: null, standing: () => null, blank: () => {}, requireUnlock: (then) => then() };

/** @typedef {{record: string | null, id: string, args: string[]}} Place */

/**
 * What other modules add, which import this one: `show(path)`, and `standing()`, what is shown, from index.js; from inside.js `blank()`,
 * which hides at once, and `requireUnlock(then)`, which asks for the words before it goes on.
 * @param {{show?: (path: string) => Promise<void>, standing?: () => {place: Place, line: HTMLElement | null} | null, blank?: () => void, requireUnlock?: (then: () => void) => void}} given
 */
export const use = (given) => Object.assign(its, given);

/** @param {string} path under /app @returns {Place} */
export function placeOf(path) {
  const [, , kind, record, id, ...args] = new URL(path, location.origin).pathname.split("/");
  if (kind === "case" && record) return { record, id: id || "03", args };
  if (kind === "who") return { record: null, id: "who", args: [record, id].filter(Boolean) };
  return { record: null, id: kind === "phone" ? "phone" : "today", args: [] };
}

/** The address of a screen of a record. @param {string} record @param {...string} parts */
export const pathOf = (record, ...parts) => ["/app/case", record, ...parts].join("/");

/** To another screen. @param {string} path @param {{replace?: boolean}} [how] */
export function go(path, { replace = false } = {}) {
  if (path !== location.pathname) history[replace ? "replaceState" : "pushState"](null, "", path);
  return its.show(path);
}

/** The same screen anew, after something was added. */
export const refresh = () => its.show(location.pathname);

export const blank = () => its.blank();

/** Out of someone else's hands. @param {string} path where it goes on */
export const giveBack = (path) => its.requireUnlock(() => go(path, { replace: true }));

/** Harm in one tap from everywhere, and back to the same place. */
export function harmPath(record) {
  if (!record) return "/app/who/07";
  const shown = its.standing();
  const { id, args } = shown?.place.record === record ? shown.place : placeOf(location.pathname);
  return pathOf(record, "07", id, ...args.slice(0, id === "06d" ? 2 : 1), ...lineBeingWritten(shown));
}

/** Which question was last written in, by its place on the screen: it is gone back to. */
function lineBeingWritten(shown) {
  const at = [...document.querySelectorAll("#app [data-block]")].indexOf(shown?.line);
  return at < 0 ? [] : [String(at)];
}
