/**
 * The bytes of an envelope and a draft snapshot (phone to server) and of a bundle (server to phone): framing, header, padding. No key is used here.
 * Mirrors rhi_app/domain/envelope.py; README "Decisions" 3 and 4 give the format, tests/vectors/envelope.json the proof.
 */

import { read } from "./canonical.js";

export const SUITE = "P256-HKDFSHA256-A256GCM";
export const MOST_BYTES = 4 * 1024 * 1024;
export const MOST_INFLATED = 8 * 1024 * 1024;
const MOST_HEADER = 4096;
const MOST_NUMBER = 2 ** 31 - 1;
const BUCKET = 256; // sizes tell no more than a bucket
const SEALED_EXTRA = 65 + 16; // the ephemeral point before, the tag behind
const SIGNATURE_BYTES = 64;
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n; // of the curve's group

/** The bytes are not what their format says. */
export class Malformed extends Error {}

const matches = (pattern) => (value) => typeof value === "string" && pattern.test(value);
const isId = matches(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
const isHash = matches(/^[A-Za-z0-9_-]{43}$/);
const isNumber = (value) => Number.isInteger(value) && value >= 1 && value <= MOST_NUMBER;
const COMMON = {
  v: (value) => value === 1,
  suite: (value) => value === SUITE,
  organisation: isId,
  device: isId,
  key: matches(/^[0-9a-f]{16}$/),
  created: matches(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
  length: isNumber,
};

export const ENVELOPE = {
  magic: "RHI1",
  purpose: "rhi/envelope/1",
  fields: {
    ...COMMON,
    user: isId,
    envelope: isId,
    sequence: isNumber,
    previous: (value) => value === "" || isHash(value),
    schema: matches(/^[a-z]{1,20}\/\d{1,3}$/),
    urgent: (value) => typeof value === "boolean",
  },
};
export const SNAPSHOT = { magic: "RHD1", purpose: "rhi/draft/1", fields: { ...COMMON, user: isId, slot: isHash, number: isNumber } };
export const BUNDLE = { magic: "RHB1", purpose: "rhi/bundle/1", fields: { ...COMMON, number: isNumber } };

/**
 * The whole, ready to be sent and kept.
 * @param {typeof ENVELOPE | typeof BUNDLE} kind
 * @param {Uint8Array} headerBytes
 * @param {Uint8Array} ciphertext
 * @param {Uint8Array} signature
 */
export function pack(kind, headerBytes, ciphertext, signature) {
  const data = join(ascii(kind.magic), u32(headerBytes.length), headerBytes, u32(ciphertext.length), ciphertext, signature);
  if (data.length > MOST_BYTES) throw new Malformed("too-large");
  return data;
}

/**
 * The parts, if every byte is where it belongs and the header says what it must. The signature has not been looked at.
 * @param {typeof ENVELOPE | typeof BUNDLE} kind
 * @param {Uint8Array} data
 */
export function unpack(kind, data) {
  if (data.length > MOST_BYTES) throw new Malformed("too-large");
  if (new TextDecoder("latin1").decode(data.subarray(0, 4)) !== kind.magic) throw new Malformed("magic");
  const [headerBytes, afterHeader] = part(data, 4, MOST_HEADER);
  const [ciphertext, end] = part(data, afterHeader, MOST_BYTES);
  const signature = data.slice(end);
  if (signature.length !== SIGNATURE_BYTES) throw new Malformed("signature-length");
  const header = readHeader(kind, headerBytes);
  if (header.length !== ciphertext.length) throw new Malformed("length");
  return { header, headerBytes, ciphertext, signature };
}

/** What HPKE binds the ciphertext to. */
export async function sealInfo(kind, headerBytes) {
  return join(ascii(`${kind.purpose}\n`), await sha256(headerBytes));
}

/** What the signature is over: the purpose line, then the two hashes. */
export async function signedText(kind, headerBytes, ciphertext) {
  return join(ascii(`${kind.purpose}\n`), await sha256(headerBytes), await sha256(ciphertext));
}

/** Deflated, its length before it, zeros behind it up to a whole number of buckets. */
export async function pad(payload) {
  if (payload.length > MOST_INFLATED) throw new Malformed("too-large");
  const content = await stream(payload, new CompressionStream("deflate-raw"), MOST_BYTES);
  const padded = new Uint8Array(Math.ceil((4 + content.length) / BUCKET) * BUCKET);
  padded.set(u32(content.length));
  padded.set(content, 4);
  return padded;
}

/** The payload. Inflates no further than the limit, whatever the deflated bytes promise. */
export async function unpad(padded) {
  const [content, end] = part(padded, 0, MOST_BYTES);
  const isWhole = padded.length === Math.ceil((4 + content.length) / BUCKET) * BUCKET;
  if (!isWhole || padded.subarray(end).some((byte) => byte !== 0)) throw new Malformed("padding");
  return stream(content, new DecompressionStream("deflate-raw"), MOST_INFLATED);
}

/** Length of the ciphertext that sealing `padded` gives: the header states it before there is one. */
export function sealedLength(padded) {
  return padded.length + SEALED_EXTRA;
}

/**
 * The same signature with s in the lower half. WebCrypto gives either; the server takes this one only, so that
 * nobody on the way can turn an envelope into other bytes that are as well signed.
 * @param {Uint8Array} signature raw r‖s
 */
export function lowS(signature) {
  const s = BigInt(`0x${hex(signature.subarray(32))}`);
  if (s <= ORDER / 2n) return signature;
  const digits = (ORDER - s).toString(16).padStart(64, "0");
  return join(signature.subarray(0, 32), Uint8Array.from(digits.match(/../g), (pair) => parseInt(pair, 16)));
}

/** One array of several. */
export function join(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, each) => sum + each.length, 0));
  let at = 0;
  for (const each of parts) {
    whole.set(each, at);
    at += each.length;
  }
  return whole;
}

/** The bytes of ASCII text. */
export function ascii(text) {
  return new TextEncoder().encode(text);
}

function readHeader(kind, headerBytes) {
  let header;
  try {
    header = read(headerBytes);
  } catch {
    throw new Malformed("header");
  }
  const isObject = typeof header === "object" && header !== null && !Array.isArray(header);
  const names = Object.keys(kind.fields);
  if (!isObject || Object.keys(header).length !== names.length || !names.every((name) => Object.hasOwn(header, name))) {
    throw new Malformed("header-fields");
  }
  for (const name of names) if (!kind.fields[name](header[name])) throw new Malformed(`header-${name}`);
  return header;
}

function part(data, at, most) {
  if (data.length < at + 4) throw new Malformed("truncated");
  const length = new DataView(data.buffer, data.byteOffset).getUint32(at);
  const end = at + 4 + length;
  if (length > most || end > data.length) throw new Malformed("truncated");
  return [data.slice(at + 4, end), end];
}

async function stream(bytes, transform, most) {
  const parts = [];
  let length = 0;
  try {
    for await (const chunk of chunks(new Blob([bytes]).stream().pipeThrough(transform))) {
      length += chunk.length;
      if (length > most) throw new Malformed("too-large");
      parts.push(chunk);
    }
  } catch (error) {
    throw error instanceof Malformed ? error : new Malformed("deflate");
  }
  return join(...parts);
}

/** Safari's streams cannot be iterated. */
async function* chunks(readable) {
  const reader = readable.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } finally {
    await reader.cancel().catch(() => undefined); // an inflating bomb stops here
  }
}

function u32(number) {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, number);
  return bytes;
}

async function sha256(bytes) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
