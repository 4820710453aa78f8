/** Speaks with the server: each request with an end, each failure as a Problem, and the phone's clock measured on the way. */

import { Problem } from "./problems.js";
import { readMeta } from "./meta.js";
import { call } from "./vault.js";

const PATIENCE_MS = 20_000;
const SLOWEST = 4; // bytes in a millisecond: what is large takes its time over a poor network, and would else never arrive
const REFUSALS = { 401: "server-refused", 403: "server-refused", 413: "too-large" };

/**
 * @param {string} path
 * @param {{method?: string, body?: Uint8Array, type?: string, isSigned?: boolean, answerBytes?: number}} [options] `isSigned`: with this
 *   device's word; `answerBytes`: as long as the answer may be, where that is long
 * @returns {Promise<Response>} any answer below 400
 */
export async function request(path, { method = "GET", body, type = "application/octet-stream", isSigned = false, answerBytes = 0 } = {}) {
  const headers = body ? { "Content-Type": type } : {};
  if (isSigned) headers.Authorization = await wordOf(method, path, body ?? new Uint8Array());
  const answer = await answerTo(path, { method, body, headers }, Math.max(body?.length ?? 0, answerBytes));
  if (answer.ok) return answer;
  throw await refusal(answer);
}

/** JSON there and back. */
export async function requestJson(path, value, isSigned = false) {
  const body = new TextEncoder().encode(JSON.stringify(value));
  const startedAt = Date.now();
  const answer = await (await request(path, { method: "POST", body, type: "application/json", isSigned })).json();
  return { answer, offsetMs: answer.server_time ? offsetOf(answer.server_time, startedAt, Date.now()) : null };
}

/** The server's clock minus the phone's; half of the way there and back is taken off. */
export function offsetOf(serverTime, startedAt, endedAt) {
  return Math.round(Date.parse(serverTime) - (startedAt + endedAt) / 2) + 0; // never minus zero
}

async function answerTo(path, options, bytes) {
  const isOnline = navigator.onLine !== false;
  try {
    return await fetch(path, {
      ...options,
      cache: "no-store",
      credentials: "omit", // the device's signature is all that counts here; an expired sign-in delays nothing
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE_MS + bytes / SLOWEST),
    });
  } catch (error) {
    throw Object.assign(new Problem(isOnline ? "server-silent" : "no-network"), { cause: error });
  }
}

async function refusal(answer) {
  const said = await answer.json().catch(() => null);
  const problem = said?.problem ?? (answer.status >= 500 ? "server-silent" : (REFUSALS[answer.status] ?? "server-refused"));
  return Object.assign(problemSaid({ ...said, problem }), { status: answer.status });
}

/** The catalogue's words come first: they say what is safe on this phone. @param {{problem: string, sentence?: string, try_again?: boolean}} said */
export function problemSaid({ problem, sentence, try_again }) {
  const known = new Problem(problem);
  return known.isKnown ? known : new Problem(problem, sentence, try_again);
}

async function wordOf(method, path, body) {
  const { device } = await readMeta("enrolment");
  const time = new Date().toISOString();
  const signature = await call("signRequest", { method, path, time, body });
  return `RHI device="${device}", time="${time}", signature="${signature}"`;
}
