/**
 * The one file that calls the browser's cryptography. *wrap/unwrap* are for keys, *seal/open* for what people wrote; failure throws.
 * P-256 throughout (README "Decisions" 4). Its twin is rhi_app/services/crypto.py.
 */

import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from "../vendor/hpke-core-1.9.0.js";
import { join, lowS } from "./envelope.js";

const POINT_BYTES = 65;
const NONCE_BYTES = 12;
const KEY_BYTES = 32;
const ECDSA = { name: "ECDSA", namedCurve: "P-256" };
const ECDH = { name: "ECDH", namedCurve: "P-256" };
const AES = { name: "AES-GCM", length: 256 };
const SIGNING = { name: "ECDSA", hash: "SHA-256" };
const encode = (text) => new TextEncoder().encode(text);

/** Wrong key, wrong context or changed bytes: which of them, nobody can tell, and nothing should. */
export class NotOpened extends Error {}

/** The signature is not that key's over those bytes. */
export class NotGenuine extends Error {}

/** @param {number} [length] @returns {Uint8Array} */
export function randomBytes(length = KEY_BYTES) {
  return crypto.getRandomValues(new Uint8Array(length));
}

// Keys under keys.

/**
 * Holds the vault key so that only subkeys come out of it. Wipes the bytes it was given.
 * @param {Uint8Array} bytes
 * @returns {Promise<CryptoKey>}
 */
export async function holdVaultKey(bytes) {
  const held = await crypto.subtle.importKey("raw", bytes, "HKDF", false, ["deriveKey"]);
  bytes.fill(0);
  return held;
}

/**
 * One key for one purpose: a label of its own keeps a value sealed for one place from being opened in another.
 * @param {CryptoKey} vaultKey
 * @param {string} purpose
 */
export function subkey(vaultKey, purpose) {
  return deriveKey(vaultKey, `rhi/vault/${purpose}/1`, AES, ["encrypt", "decrypt"]);
}

/** A key that turns names into names that tell nothing (a draft's form would tell "harm"). @param {CryptoKey} vaultKey @param {string} purpose */
export function namingKey(vaultKey, purpose) {
  return deriveKey(vaultKey, `rhi/vault/${purpose}/1`, { name: "HMAC", hash: "SHA-256", length: 256 }, ["sign"]);
}

/** @param {CryptoKey} key @param {string} text @returns {Promise<Uint8Array>} */
export async function nameOf(key, text) {
  return new Uint8Array(await crypto.subtle.sign("HMAC", key, encode(text)));
}

/** Holds a symmetric key; wipes the bytes it was given. @param {Uint8Array} bytes @returns {Promise<CryptoKey>} */
export async function holdKey(bytes) {
  const held = await crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
  bytes.fill(0);
  return held;
}

/** The wrapping key that a passkey's secret gives, under a label of its own. Wipes the bytes it was given. @param {Uint8Array} secret @returns {Promise<CryptoKey>} */
export async function holdPasskeyKey(secret) {
  const base = await holdVaultKey(secret);
  return deriveKey(base, "rhi/passkey/1", AES, ["encrypt", "decrypt"]);
}

/** @param {CryptoKey} wrappingKey @param {Uint8Array} key @param {Uint8Array} context @returns {Promise<Uint8Array>} */
export const wrap = (wrappingKey, key, context) => encrypt(wrappingKey, key, context);

/** @param {CryptoKey} wrappingKey @param {Uint8Array} wrapped @param {Uint8Array} context @returns {Promise<Uint8Array>} */
export const unwrap = (wrappingKey, wrapped, context) => decrypt(wrappingKey, wrapped, context);

// What people wrote, under a key of this phone.

/** Nonce (12 random bytes), then ciphertext. `context` is authenticated: it names where the value belongs. */
export const sealUnder = (key, plaintext, context) => encrypt(key, plaintext, context);

/** @param {CryptoKey} key @param {Uint8Array} sealed @param {Uint8Array} context @returns {Promise<Uint8Array>} */
export const openUnder = (key, sealed, context) => decrypt(key, sealed, context);

// Device keys.

/**
 * A key pair of this phone, its private half as bytes so that the vault can wrap it.
 * @param {"signing"|"agreement"} kind
 * @returns {Promise<{point: Uint8Array, bytes: Uint8Array}>}
 */
export async function makePair(kind) {
  const pair = await crypto.subtle.generateKey(...asked(kind, true));
  const [point, bytes] = await Promise.all([
    crypto.subtle.exportKey("raw", pair.publicKey),
    crypto.subtle.exportKey("pkcs8", pair.privateKey),
  ]);
  return { point: new Uint8Array(point), bytes: new Uint8Array(bytes) };
}

/**
 * Holds a pair of this phone; from here on the private half cannot be read out. Wipes the bytes it was given.
 * @param {"signing"|"agreement"} kind
 * @param {{point: Uint8Array, bytes: Uint8Array}} pair
 * @returns {Promise<CryptoKeyPair>}
 */
export async function holdPair(kind, { point, bytes }) {
  const [algorithm, , uses] = asked(kind, false);
  const privateKey = await crypto.subtle.importKey("pkcs8", bytes, algorithm, false, [uses[0]]);
  const publicKey = await crypto.subtle.importKey("raw", point, algorithm, true, kind === "signing" ? ["verify"] : []);
  bytes.fill(0);
  return { privateKey, publicKey };
}

/**
 * Raw r‖s, s in the lower half. `text` begins with its purpose line (trust.js, envelope.js): no signature for one thing serves another.
 * @param {CryptoKeyPair} pair
 * @param {Uint8Array} text
 * @returns {Promise<Uint8Array>}
 */
export async function sign(pair, text) {
  return lowS(new Uint8Array(await crypto.subtle.sign(SIGNING, pair.privateKey, text)));
}

/**
 * Throws NotGenuine unless `signature` is `point`'s over `text`.
 * @param {Uint8Array} point
 * @param {Uint8Array} text
 * @param {Uint8Array} signature
 */
export async function verify(point, text, signature) {
  // Of the two forms that satisfy ECDSA only the lower is taken: see lowS.
  if (signature.length !== 64 || lowS(signature) !== signature) throw new NotGenuine("signature");
  let isRight = false;
  try {
    const key = await crypto.subtle.importKey("raw", point, ECDSA, false, ["verify"]);
    isRight = await crypto.subtle.verify(SIGNING, key, signature, text);
  } catch (error) {
    throw new NotGenuine("key", { cause: error });
  }
  if (!isRight) throw new NotGenuine("signature");
}

// HPKE, base mode: one context for one seal (a context used twice at once has repeated nonces: CVE-2025-64767).

const suite = () => new CipherSuite({ kem: new DhkemP256HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });

/** Seals to a public point. Gives the ephemeral point (65 bytes), then the ciphertext. @returns {Promise<Uint8Array>} */
export async function seal(point, info, plaintext) {
  const kem = suite();
  const recipientPublicKey = await kem.kem.deserializePublicKey(bufferOf(point));
  const { enc, ct } = await kem.seal({ recipientPublicKey, info: bufferOf(info) }, bufferOf(plaintext));
  return join(new Uint8Array(enc), new Uint8Array(ct));
}

/** @param {CryptoKeyPair} pair @param {Uint8Array} info @param {Uint8Array} sealed @returns {Promise<Uint8Array>} */
export async function openSealed(pair, info, sealed) {
  try {
    const recipient = { recipientKey: pair, enc: bufferOf(sealed.slice(0, POINT_BYTES)), info: bufferOf(info) };
    return new Uint8Array(await suite().open(recipient, bufferOf(sealed.slice(POINT_BYTES))));
  } catch (error) {
    throw new NotOpened("sealed", { cause: error });
  }
}

function asked(kind, extractable) {
  return kind === "signing" ? [ECDSA, extractable, ["sign", "verify"]] : [ECDH, extractable, ["deriveBits"]];
}

function deriveKey(base, label, algorithm, uses) {
  const hkdf = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info: encode(label) };
  return crypto.subtle.deriveKey(hkdf, base, algorithm, false, uses);
}

async function encrypt(key, plaintext, context) {
  const iv = randomBytes(NONCE_BYTES);
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: context }, key, plaintext);
  return join(iv, new Uint8Array(sealed));
}

async function decrypt(key, sealed, context) {
  try {
    const algorithm = { name: "AES-GCM", iv: sealed.slice(0, NONCE_BYTES), additionalData: context };
    return new Uint8Array(await crypto.subtle.decrypt(algorithm, key, sealed.slice(NONCE_BYTES)));
  } catch (error) {
    throw new NotOpened("under key", { cause: error });
  }
}

/** hpke-core reads whole ArrayBuffers: a view onto a larger one would leak its neighbours into the seal. */
function bufferOf(bytes) {
  return bytes.slice().buffer;
}
