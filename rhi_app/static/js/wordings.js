/** The words of agreement, how an entry names exactly these, and whether they are still those of today. Mirrors domain/wordings.py. */

import { digest, hashText, writeText } from "./canonical.js";

const YOUNG_PERSONS_PART = ["before.", "during.", "back.", "help.", "safety."];

/** Which words were shown: the digest is of exactly these lines. @param {object} content @param {string} who @param {object} wording */
export async function wordingName(content, who, { version, language, text }) {
  return { authority: content.taken_from.consent_wordings, who, version: String(version), language, digest: await digest(text) };
}

/**
 * What of an agreement is another one today: `words`, `readers`. What was not kept, or is not known now, is not compared.
 * @param {object} answers @param {object | null} words @param {string[] | null} readers @returns {string[]}
 */
export function changedSince(answers, words, readers) {
  const then = { words: answers["consent.wording"], readers: answers["consent.recipients"] };
  const now = { words, readers };
  return Object.keys(now).filter((name) => then[name] && now[name] && writeText(then[name]) !== writeText(now[name]));
}

/** The young person's part as it stands in these answers, the newest of each question, in its one form. */
export function readBackOf(record, written) {
  const own = Object.entries(Object.assign({}, ...written)).filter(([id]) => YOUNG_PERSONS_PART.some((part) => id.startsWith(part)));
  return writeText({ record, answers: Object.fromEntries(own) });
}

/** What a signature covers. */
export const readBackDigest = (record, written) => hashText(new TextEncoder().encode(readBackOf(record, written)));
