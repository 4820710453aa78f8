/* How well a time is proved, and what may rest on it. Mirrors domain/time_proof.py.

   Three degrees: what somebody said; a phone's clock, put right by the offset that was last measured; the server's own, which a receipt carries. */

import { FAST_ENOUGH_TO_SAY_MS, offsetWords } from "./synopsis-words.js";

const [EARLIEST, LATEST] = [-62_135_596_800_000, 253_402_300_799_999]; // years of four digits

/** Two or three words beside the time at which an entry happened. @param {object} entry @returns {string} */
export function proofOfTime(entry) {
  if (isSaidByPerson(entry)) return "as it was said";
  if ((entry.device ?? null) === null && !entry.local) return "server’s time";
  const offset = entry.offset_ms ?? null;
  if (offset === null) return "phone’s time, never compared";
  return Math.abs(offset) < FAST_ENOUGH_TO_SAY_MS ? "phone’s time" : `phone’s time, ${offsetWords(offset)}`;
}

/** Typed, to the minute: paper caught up, a call of an hour ago. What a tap noted a while before its entry was made is the phone's clock. */
const isSaidByPerson = ({ happened_at: happened, recorded_at: recorded }) => happened !== recorded && happened.endsWith(":00.000Z");

/**
 * No deadline rests on a phone's word alone: its clock is put right by what was measured; never measured, the receipt counts. And nothing
 * is later than its receipt.
 * @param {object} entry @returns {string}
 */
export function provedAt(entry) {
  const { happened_at: happened, offset_ms: offset = null, received_at: received = null } = entry;
  const measured = isSaidByPerson(entry) ? happened : (measuredAt(happened, offset) ?? received ?? happened);
  return received !== null && Date.parse(received) < Date.parse(measured) ? received : measured;
}

function measuredAt(happened, offset) {
  const measured = offset === null ? NaN : Date.parse(happened) + offset;
  return measured >= EARLIEST && measured <= LATEST ? new Date(measured).toISOString() : null; // else an offset of centuries
}
