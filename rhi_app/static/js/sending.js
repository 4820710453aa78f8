/**
 * What is sealed leaves: what is urgent first, and alone. Where more than a few wait they go many in one request, each with a receipt
 * of its own; where that fails, those go one by one. One that fails holds up no other, and nothing leaves this phone's disk on its account.
 */

import { request } from "./network.js";
import { mark, onSealed, unsentRows } from "./outbox.js";
import { Problem, toProblem } from "./problems.js";
import { takeReceipt, takeReceipts } from "./receipts.js";
import { pack } from "./rescue.js";

const FEW = 5; // fewer leave one by one
const MOST = { count: 50, bytes: 64 * 1024 }; // harm that is sealed meanwhile waits for one request at most, and a poor network brings it through
const LOOKED_AT = ["envelope-differs", "envelope-unreadable", "too-large"];
const SILENT_IN_A_ROW = 3; // then the network is gone, and the rest waits for the next time

let isFresh = false; // something was sealed since the list of what is unsent was read
onSealed(() => {
  isFresh = true;
});

/**
 * Everything without a receipt, each tried once.
 * @param {(at: number, of: number) => void} tell which is being sent
 * @param {() => Promise<void>} contacted the server has given a receipt
 * @returns {Promise<Problem | null>} the first problem
 */
export async function sendAll(tell, contacted) {
  const tried = new Set();
  let [rows, problem, silent, alone] = [[], null, 0, 0]; // alone: how many go one by one, since they could not go together
  isFresh = true;
  for (;;) {
    if (isFresh) rows = await untried(tried);
    const group = alone > 0 ? rows.slice(0, 1) : groupOf(rows);
    if (group.length === 0) return problem;
    tell(tried.size + 1, tried.size + rows.length);
    const failed = await (group.length > 1 ? sendTogether(group, contacted) : sendOne(group[0], contacted));
    silent = isUnreachable(failed) ? silent + 1 : 0;
    if (failed?.isOfAll) alone = group.length;
    else {
      for (const { id } of rows.splice(0, group.length)) tried.add(id);
      alone -= 1;
      problem ??= failed;
    }
    if (silent === SILENT_IN_A_ROW || failed?.slug === "no-network") return problem ?? failed;
  }
}

/** @param {Problem | null | undefined} problem */
export function isUnreachable(problem) {
  return problem?.slug === "no-network" || problem?.slug === "server-silent";
}

/** What is sealed meanwhile is looked at before the next goes. */
async function untried(tried) {
  isFresh = false;
  return (await unsentRows()).filter(({ id }) => !tried.has(id));
}

/** The first, with those after it that may go along: nothing urgent, and nothing that the server has refused before. */
function groupOf(rows) {
  let bytes = 0;
  const end = rows.findIndex((row, at) => row.urgent || row.problem || at === MOST.count || (bytes += row.bytes.length) > MOST.bytes);
  const group = end < 0 ? rows : rows.slice(0, end);
  return group.length < FEW ? rows.slice(0, 1) : [...group];
}

async function sendOne(row, contacted) {
  try {
    const sentAt = new Date().toISOString();
    const answer = await request("/sync/envelopes", { method: "POST", body: row.bytes });
    await takeReceipt(row, await answer.json(), sentAt);
    await contacted();
    return null;
  } catch (error) {
    return remember(row, toProblem(error));
  }
}

/** The first problem of one of them; one that is `isOfAll` says that the request came to nothing, and each is still to be tried. */
async function sendTogether(rows, contacted) {
  try {
    const sentAt = new Date().toISOString();
    const answer = await request("/sync/envelopes/together", { method: "POST", body: pack(rows.map(({ bytes }) => bytes)) });
    const { answers } = await answer.json();
    if (!Array.isArray(answers) || answers.length !== rows.length) throw new Problem("not-genuine");
    const problems = await takeReceipts(rows, answers, sentAt);
    if (problems.includes(null)) await contacted();
    for (const [at, problem] of problems.entries()) if (problem) await remember(rows[at], problem);
    return problems.find(Boolean) ?? null;
  } catch (error) {
    return Object.assign(toProblem(error), { isOfAll: true });
  }
}

/** Whatever the server says, the bytes stay. What it cannot open is marked for a person, and is still offered each time. */
async function remember(row, problem) {
  if (LOOKED_AT.includes(problem.slug)) await mark(row.id, { problem: problem.slug });
  return problem;
}
