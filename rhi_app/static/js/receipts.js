/** The server's signed word on envelopes. Nothing counts as received or processed before its signature has been looked at. */

import { readMeta, writeMeta } from "./meta.js";
import { problemSaid } from "./network.js";
import { asProcessed, GONE, markAll } from "./outbox.js";
import { Problem } from "./problems.js";
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
  const wrong = rows.map((row, at) => wrongWith(row, answers[at], device));
  const problems = await checkAll(trust.RECEIPT, "receipt", answers, wrong, manifest.receipt);
  const received = rows.flatMap((row, at) => (problems[at] ? [] : [[row.id, { receipt: answers[at], sentAt, problem: null }]]));
  await markAll(new Map(received));
  const highest = Math.max(0, ...received.map(([, { receipt }]) => receipt.receipt.highest ?? 0));
  if (highest) await goOnAbove(highest);
  return problems;
}

function wrongWith(row, answer, device) {
  if (answer?.problem) return problemSaid(answer);
  const said = answer?.receipt ?? {};
  const isSame = said.envelope === row.id && said.hash === row.hash && said.device === device && said.sequence === row.sequence;
  return isSame ? null : new Problem("not-genuine");
}

/**
 * The signatures of those with which nothing is wrong so far, looked at together.
 * @param {string} purpose
 * @param {string} name of the statement in each answer
 * @param {object[]} answers
 * @param {(Problem | null)[]} wrong in the same order
 * @param {object[]} keys
 * @returns {Promise<(Problem | null)[]>} in the same order
 */
async function checkAll(purpose, name, answers, wrong, keys) {
  const left = answers.filter((_, at) => !wrong[at]);
  const signed = left.map(({ [name]: statement, key, signature }) => ({ statement, key, signature }));
  const slugs = signed.length ? await call("checkStatements", { purpose, signed, keys }) : [];
  const found = slugs.map((slug) => slug && new Problem(slug));
  return wrong.map((problem) => problem ?? found.shift());
}

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
  const { manifest } = await readMeta("manifest");
  const changes = new Map(rows.filter(({ id }) => !Object.hasOwn(words, id)).map(({ id }) => [id, GONE]));
  const said = rows.filter((row) => !row.processed && words[row.id]);
  const answers = said.map(({ id }) => words[id]);
  const problems = await checkAll(trust.PROCESSED, "processed", answers, said.map((row) => wrongWord(row, words[row.id])), manifest.worker);
  for (const [at, row] of said.entries()) {
    const change = problems[at] ? null : processedOf(row, answers[at]);
    if (change) changes.set(row.id, change);
  }
  if (changes.size) await markAll(changes);
  return problems;
}

/** Set aside, maybe since the server's copy was damaged: then its hash is another, and this copy is the good one. */
function wrongWord(row, answer) {
  const { envelope, state, hash } = answer.processed ?? {};
  return envelope === row.id && (state !== "processed" || hash === row.hash) ? null : new Problem("not-genuine");
}

/** The worker's word: processed, and the sealed bytes may go; or quarantined, and they stay. */
function processedOf(row, answer) {
  if (answer.processed.state === "processed") return asProcessed(answer);
  return row.problem ? null : { problem: "envelope-unreadable" };
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

/** @param {string} purpose @param {object} statement @param {{key: string, signature: string}} answer @param {"receipt"|"worker"} kind */
export async function checkWord(purpose, statement, { key, signature }, kind) {
  const { manifest } = await readMeta("manifest");
  const [slug] = await call("checkStatements", { purpose, signed: [{ statement, key, signature }], keys: manifest[kind] });
  if (slug) throw new Problem(slug);
}
