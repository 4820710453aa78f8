/** What each signature covers, as bytes, and the six words that two people compare. Mirrors rhi_app/domain/trust.py. */

import { write } from "./canonical.js";
import { ascii, join } from "./envelope.js";

export const MANIFEST = "rhi/manifest/1";
export const RECEIPT = "rhi/receipt/1";
export const PROCESSED = "rhi/processed/1";
export const DRAFT_RECEIPT = "rhi/draft-receipt/1";
export const ORDER = "rhi/order/1";
export const REQUEST = "rhi/request/1";
export const ENROL = "rhi/enrol/1";
const ENROL_WORDS = "rhi/enrol-words/1";
const LIST_LENGTH = 7776; // the EFF large list: five dice

/**
 * What is signed: the purpose line, then the thing.
 * @param {string} purpose
 * @param {Uint8Array} body
 */
export function signedText(purpose, body) {
  return join(ascii(`${purpose}\n`), body);
}

/** What the server or the root signed of a statement (manifest, receipt, processed). */
export function statementText(purpose, statement) {
  return signedText(purpose, write(statement));
}

/**
 * What this phone signs to read a bundle or a status; `path` is with its query, if it has one.
 * @param {string} method
 * @param {string} path
 * @param {string} time
 * @param {Uint8Array} body
 */
export async function requestText(method, path, time, body) {
  return signedText(REQUEST, join(ascii(`${method}\n${path}\n${time}\n`), await sha256(body)));
}

/** What the sealed challenge of an enrolment is bound to. */
export async function challengeInfo(signing, agreement) {
  return signedText(ENROL, await sha256(join(signing, agreement)));
}

/** What this phone signs to show that it holds both private keys. */
export function proofText(challenge, signing, agreement) {
  return signedText(ENROL, join(challenge, signing, agreement));
}

/**
 * Both keys of the phone and the root it pins, as words for a person to compare.
 * @param {string[]} list the EFF large list
 */
export async function sixWords(signing, agreement, root, list) {
  if (list.length !== LIST_LENGTH) throw new Error("the word list is not whole");
  const hash = await sha256(signedText(ENROL_WORDS, join(signing, agreement, root)));
  let number = hash.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  const words = [];
  for (let place = 0; place < 6; place += 1) {
    words.push(list[Number(number % BigInt(LIST_LENGTH))]);
    number /= BigInt(LIST_LENGTH);
  }
  return words;
}

/** The id of a public key: the first 16 hex digits of SHA-256 of its point. */
export async function keyId(point) {
  return Array.from((await sha256(point)).subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function sha256(bytes) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}
