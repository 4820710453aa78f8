/** The server's signed word on envelopes. Nothing counts as received or processed before its signature has been looked at. */

import { readMeta, writeMeta } from "./meta.js";
import { problemSaid } from "./network.js";
import { asProcessed, GONE, markAll } from "./outbox.js";
import { Problem, toProblem } from "./problems.js";
import * as trust from "./trust.js";
import { inTurn } from "./turns.js";
import { call } from "./vault.js";

/**
 * Keeps the receipt of one envelope, if it is that envelope's and the server's.
 * @param {import("./outbox.js").Row} row
 * @param {object} answer
 * @param {string} sentAt
 */
export async function takeReceipt(row, answer, sentAt) {
  const [problem] = await takeReceipts([row], [answer], sentAt);
  if (problem) throw problem;
}

/**
 * The same for many: those that are genuine are kept together, in one transaction.
 * @param {import("./outbox.js").Row[]} rows
 * @param {object[]} answers in the order of the rows: a receipt, or what the server says in its place
 * @param {string} sentAt
 * @returns {Promise<(Problem | null)[]>} in the same order
 */
export async function takeReceipts(rows, answers, sentAt) {
  const [{ device }, { manifest }] = await Promise.all(["enrolment", "manifest"].map(readMeta));
  const problems = await Promise.all(rows.map((row, at) => problemOf(checkReceipt(row, answers[at], device, manifest))));
  const received = rows.flatMap((row, at) => (problems[at] ? [] : [[row.id, { receipt: answers[at], sentAt, problem: null }]]));
  await markAll(new Map(received));
  const highest = Math.max(0, ...received.map(([, { receipt }]) => receipt.receipt.highest ?? 0));
  if (highest) await goOnAbove(highest);
  return problems;
}

async function checkReceipt(row, answer, device, manifest) {
  if (answer?.problem) throw problemSaid(answer);
  const said = answer?.receipt ?? {};
  const isSame = said.envelope === row.id && said.hash === row.hash && said.device === device && said.sequence === row.sequence;
  if (!isSame) throw new Problem("not-genuine");
  await checkWord(trust.RECEIPT, said, answer, "receipt", manifest);
}

const problemOf = (checking) => checking.then(() => null, toProblem);

/** This phone's storage was put back to an earlier day: its numbers were used. It begins a new chain above them. */
function goOnAbove(highest) {
  return inTurn(async () => {
    const { sequence } = await readMeta("chain");
    if (sequence < highest) await writeMeta({ chain: { sequence: highest, previous: "" } });
  });
}

/**
 * What the server says of envelopes that it acknowledged: what is genuine is kept together, in one transaction. One that it no longer
 * has (it was restored from an older backup) is sent again, byte for byte.
 * @param {import("./outbox.js").Row[]} rows
 * @param {Record<string, object | null>} words
 * @returns {Promise<(Problem | null)[]>}
 */
export async function takeWords(rows, words) {
  const changes = new Map();
  const take = async (row) => {
    const change = Object.hasOwn(words, row.id) ? words[row.id] && !row.processed && (await processedOf(row, words[row.id])) : GONE;
    if (change) changes.set(row.id, change);
  };
  const problems = await Promise.all(rows.map((row) => problemOf(take(row))));
  if (changes.size) await markAll(changes);
  return problems;
}

/** The worker's word: processed, and the sealed bytes may go; or quarantined, and they stay. */
async function processedOf(row, answer) {
  const said = answer.processed ?? {};
  if (said.envelope !== row.id) throw new Problem("not-genuine");
  await checkWord(trust.PROCESSED, said, answer, "worker");
  // Set aside, maybe since the server's copy was damaged: then its hash is another, and this copy is the good one.
  if (said.state !== "processed") return row.problem ? null : { problem: "envelope-unreadable" };
  if (said.hash !== row.hash) throw new Problem("not-genuine");
  return asProcessed(answer);
}

/**
 * The receipt of a draft snapshot, if it is that snapshot's and the server's.
 * @param {object} row of snapshots.js
 * @param {object} answer
 */
export async function checkDraftReceipt(row, answer) {
  const said = answer?.receipt ?? {};
  const isSame = said.slot === row.slot && said.hash === row.hash && said.number === row.number;
  if (!isSame) throw new Problem("not-genuine");
  await checkWord(trust.DRAFT_RECEIPT, said, answer, "receipt");
}

/** Keeps a newer manifest of the pinned root; a lower epoch is refused. @param {object} answer {manifest, signature} */
export async function takeManifest(answer) {
  const [{ root, organisation }, known] = await Promise.all([readMeta("enrolment"), readMeta("manifest")]);
  await call("checkManifest", { answer, root });
  const { epoch, organisation: whose } = answer.manifest;
  if (whose !== organisation) throw new Problem("not-genuine");
  if (epoch < known.manifest.epoch) throw new Problem("keys-older");
  if (epoch > known.manifest.epoch) await writeMeta({ manifest: answer });
}

/** @param {string} purpose @param {object} statement @param {{key: string, signature: string}} answer @param {"receipt"|"worker"} kind @param {object} [manifest] that was read already */
export async function checkWord(purpose, statement, { key, signature }, kind, manifest = null) {
  const keys = (manifest ?? (await readMeta("manifest")).manifest)[kind];
  await call("checkStatement", { purpose, statement, key, signature, keys });
}
