/* What a clock and a calendar in London show. One for all who ask, made when it is first needed: it is slow to make. */

let made = null;

const london = () => (made ??= new Intl.DateTimeFormat("en-GB", {
  timeZone: "Europe/London", weekday: "short", year: "numeric", month: "2-digit", day: "2-digit",
  hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23",
}));

/** @param {number} moment in milliseconds @returns {{weekday: string, year: string, month: string, day: string, hour: string, minute: string, second: string}} `Sun`, `2026`, `01`, … */
export const partsOf = (moment) => Object.fromEntries(london().formatToParts(moment).map(({ type, value }) => [type, value]));

/** `2026-11-20` @param {number} moment in milliseconds */
export function dayOf(moment) {
  const { day, month, year } = partsOf(moment);
  return [year, month, day].join("-");
}
