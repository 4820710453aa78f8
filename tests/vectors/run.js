/**
 * Holds the JavaScript half to the shared vectors: the same module runs in node and in a page.
 * Returns the names of the cases that fail; none means that both languages agree.
 */

import * as canonical from "../../rhi_app/static/js/canonical.js";
import { inOrder } from "../../rhi_app/static/js/entry-order.js";
import * as envelope from "../../rhi_app/static/js/envelope.js";
import * as trust from "../../rhi_app/static/js/trust.js";
import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from "../../rhi_app/static/vendor/hpke-core-1.9.0.js";

const { fromText, toText } = canonical;
const suite = new CipherSuite({ kem: new DhkemP256HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });

/** @param {Record<string, any>} vectors file name (without .json) to content; and `list`, the word list */
export async function run(vectors) {
  const cases = [
    ...canonicalCases(vectors.canonical),
    ...envelopeCases(vectors.envelope),
    ...snapshotCases(vectors.snapshot, vectors.envelope.keys),
    ...trustCases(vectors.trust, vectors.envelope.keys),
    ...vectors.entry_order.map(({ name, arrived, ids }) => [`order: ${name}`, () => same(ids.join(), inOrder(arrived).map(({ id }) => id).join())]),
    ...vectors.words.map((each, at) => [`words ${at}`, () => wordsAgree(each, vectors.list)]),
  ];
  const failed = [];
  for (const [name, check] of cases) {
    try {
      await check();
    } catch (error) {
      failed.push(`${name}: ${error.message}`);
    }
  }
  return { count: cases.length, failed };
}

function canonicalCases(vectors) {
  return [
    ...vectors.written.map((each, at) => [`written ${at}`, () => writesAndReads(each)]),
    ...vectors.not_read.map((text, at) => [`not read ${at}`, () => refuses(() => canonical.read(fromText(text)), canonical.NotCanonical)]),
    ...vectors.not_written.map((value, at) => [`not written ${at}`, () => refuses(() => canonical.write(value), canonical.NotCanonical)]),
    ...vectors.bytes.map(({ text, hex }) => [`bytes ${text}`, () => same(fromHex(hex), fromText(text)) || same(text, toText(fromHex(hex)))]),
    ...vectors.not_bytes.map((text) => [`not bytes ${text}`, () => refuses(() => fromText(text), canonical.NotCanonical)]),
  ];
}

async function writesAndReads({ value, text, digest }) {
  same(text, toText(canonical.write(value)));
  same(digest, await canonical.digest(value));
  same(canonical.writeText(value), canonical.writeText(canonical.read(fromText(text))));
}

function envelopeCases(vectors) {
  const kinds = [
    ...vectors.envelopes.map((each) => [envelope.ENVELOPE, each]),
    ...vectors.bundles.map((each) => [envelope.BUNDLE, each]),
  ];
  return [
    ...kinds.map(([kind, each]) => [`${kind.magic} ${each.hash}`, () => opens(kind, each, vectors.keys)]),
    ...kinds.map(([kind, each]) => [`${kind.magic} made again`, () => makesAgain(kind, each, vectors.keys)]),
    ...vectors.refused.map((each) => [`refused: ${each.name}`, () => isRefused(each, vectors.keys)]),
    ...vectors.padding_refused.map(({ name, padded }) => [`padding: ${name}`, () => refuses(() => envelope.unpad(fromText(padded)), envelope.Malformed)]),
  ];
}

function snapshotCases(vectors, keys) {
  const { SNAPSHOT } = envelope;
  return [
    ...vectors.snapshots.map((each) => [`${SNAPSHOT.magic} ${each.hash}`, () => opens(SNAPSHOT, each, keys)]),
    ...vectors.snapshots.map((each) => [`${SNAPSHOT.magic} made again`, () => makesAgain(SNAPSHOT, each, keys)]),
    ...vectors.refused.map((each) => [`snapshot refused: ${each.name}`, () => isRefused(each, keys, SNAPSHOT)]),
    ...vectors.statements.map(({ purpose, signer, statement, signature }, at) => [
      `${purpose} ${at}`, () => isSigned(keys[signer], trust.statementText(purpose, statement), fromText(signature)),
    ]),
    ["purposes", () => same([trust.DRAFT_RECEIPT, trust.ORDER, trust.ORDER], vectors.statements.map(({ purpose }) => purpose))],
  ];
}

async function opens(kind, each, keys) {
  const data = fromText(each.bytes);
  const parts = envelope.unpack(kind, data);
  same(each.hash, await canonical.hashText(data));
  same(each.header_bytes, toText(canonical.write(each.header)));
  same(each.header_bytes, toText(parts.headerBytes));
  same(each.header_hash, await canonical.hashText(parts.headerBytes));
  same(each.info, toText(await envelope.sealInfo(kind, parts.headerBytes)));
  await isSigned(keys[each.signer], await envelope.signedText(kind, parts.headerBytes, parts.ciphertext), parts.signature);
  const padded = await open(keys[each.reader], fromText(each.info), parts.ciphertext);
  same(each.padded_length, padded.length);
  same(canonical.writeText(each.payload), canonical.writeText(canonical.read(await envelope.unpad(padded))));
  same(each.bytes, toText(envelope.pack(kind, parts.headerBytes, parts.ciphertext, parts.signature)));
}

/** What this language makes is opened by it with the same keys; that Python opens it is a test of its own. */
async function makesAgain(kind, each, keys) {
  const made = await make(kind, each.header, each.payload, keys[each.signer], keys[each.reader]);
  const parts = envelope.unpack(kind, made);
  const text = await envelope.signedText(kind, parts.headerBytes, parts.ciphertext);
  await isSigned(keys[each.signer], text, parts.signature);
  same(toText(parts.signature), toText(envelope.lowS(parts.signature)));
  const padded = await open(keys[each.reader], await envelope.sealInfo(kind, parts.headerBytes), parts.ciphertext);
  same(canonical.writeText(each.payload), canonical.writeText(canonical.read(await envelope.unpad(padded))));
}

/** Whole bytes of a header without its length, a payload, and two keys. */
export async function make(kind, header, payload, signer, reader) {
  const padded = await envelope.pad(canonical.write(payload));
  const headerBytes = canonical.write({ ...header, length: envelope.sealedLength(padded) });
  const recipientPublicKey = await suite.kem.deserializePublicKey(fromText(reader.public));
  const info = await envelope.sealInfo(kind, headerBytes);
  const sealed = await suite.seal({ recipientPublicKey, info }, padded);
  const ciphertext = envelope.join(new Uint8Array(sealed.enc), new Uint8Array(sealed.ct));
  const key = await crypto.subtle.importKey("jwk", jwk(signer, true), { name: "ECDSA", namedCurve: "P-256" }, false, ["sign"]);
  const text = await envelope.signedText(kind, headerBytes, ciphertext);
  const signature = new Uint8Array(await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, key, text));
  return envelope.pack(kind, headerBytes, ciphertext, envelope.lowS(signature));
}

async function isRefused({ stage, bytes }, keys, kind = envelope.ENVELOPE) {
  const data = fromText(bytes);
  if (stage === "unpack") return refuses(() => envelope.unpack(kind, data), envelope.Malformed);
  const parts = envelope.unpack(kind, data);
  const text = await envelope.signedText(kind, parts.headerBytes, parts.ciphertext);
  if (toText(envelope.lowS(parts.signature)) !== toText(parts.signature)) return undefined;
  return refuses(() => isSigned(keys["device-signing"], text, parts.signature), Error);
}

function trustCases(vectors, keys) {
  const statement = (name, purpose, signer) => [
    name,
    () => isSigned(keys[signer], trust.statementText(purpose, vectors[name][name]), fromText(vectors[name].signature)),
  ];
  return [
    statement("manifest", trust.MANIFEST, "root"),
    statement("receipt", trust.RECEIPT, "receipt"),
    statement("processed", trust.PROCESSED, "worker"),
    ...vectors.requests.map((each) => [`request ${each.path}`, () => requestAgrees(each, keys["device-signing"])]),
    ["enrolment", () => enrolmentAgrees(vectors.enrolment, keys["device-signing"], keys["device-agreement"])],
    ...Object.entries(keys).map(([name, each]) => [`key id ${name}`, async () => same(each.key, await trust.keyId(fromText(each.public)))]),
  ];
}

async function requestAgrees(each, key) {
  const text = await trust.requestText(each.method, each.path, each.time, fromText(each.body));
  same(each.signed, toText(text));
  await isSigned(key, text, fromText(each.signature));
}

async function enrolmentAgrees(each, signing, agreement) {
  const points = [fromText(signing.public), fromText(agreement.public)];
  const info = await trust.challengeInfo(...points);
  same(each.info, toText(info));
  same(each.challenge, toText(await open(agreement, info, fromText(each.sealed_challenge))));
  const text = trust.proofText(fromText(each.challenge), ...points);
  same(each.signed, toText(text));
  await isSigned(signing, text, fromText(each.signature));
}

async function wordsAgree({ signing, agreement, root, words }, list) {
  same(words.join(" "), (await trust.sixWords(fromText(signing), fromText(agreement), fromText(root), list)).join(" "));
}

async function open(key, info, sealed) {
  const recipientKey = await crypto.subtle.importKey("jwk", jwk(key, true), { name: "ECDH", namedCurve: "P-256" }, true, ["deriveBits"]);
  return new Uint8Array(await suite.open({ recipientKey, enc: sealed.slice(0, 65), info }, sealed.slice(65)));
}

async function isSigned(key, text, signature) {
  const publicKey = await crypto.subtle.importKey("jwk", jwk(key, false), { name: "ECDSA", namedCurve: "P-256" }, false, ["verify"]);
  const isGenuine = await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, publicKey, signature, text);
  if (!isGenuine) throw new Error("not genuine");
}

function jwk(key, isPrivate) {
  const both = { kty: "EC", crv: "P-256", x: key.x, y: key.y };
  return isPrivate ? { ...both, d: key.private } : both;
}

async function refuses(attempt, kind) {
  try {
    await attempt();
  } catch (error) {
    if (error instanceof kind) return;
    throw new Error(`fails as ${error.name}, not as a refusal`);
  }
  throw new Error("is taken");
}

function same(expected, found) {
  if (expected.toString() !== found.toString()) throw new Error(`expected ${expected}, found ${found}`);
}

function fromHex(hex) {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}
