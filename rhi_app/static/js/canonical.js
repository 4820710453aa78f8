/**
 * Canonical JSON: one value, one form, the same bytes here and in Python (rhi_app/domain/canonical.py).
 * What is not in its one form is refused in both directions: digests and signatures rest on it.
 */

const DEEPEST = 32;
const ASCII = /^[\x00-\x7f]*$/; // beyond ASCII the two languages sort keys differently

export class NotCanonical extends Error {}

/**
 * The one form of `value`, as text.
 * @param {unknown} value
 * @returns {string}
 */
export function writeText(value) {
  return write_(value, 0);
}

/**
 * The one form of `value`, as bytes.
 * @param {unknown} value
 * @returns {Uint8Array}
 */
export function write(value) {
  return new TextEncoder().encode(writeText(value));
}

/**
 * The value that the bytes are the one form of.
 * @param {Uint8Array} bytes
 */
export function read(bytes) {
  let text;
  let value;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    value = JSON.parse(text);
  } catch {
    throw new NotCanonical("not JSON");
  }
  if (writeText(value) !== text) throw new NotCanonical("another form of the same value");
  return value;
}

/**
 * SHA-256 of the canonical form, as it is written into JSON.
 * @param {unknown} value
 * @returns {Promise<string>}
 */
export async function digest(value) {
  return hashText(write(value));
}

/**
 * SHA-256 of the bytes, as it is written into JSON.
 * @param {Uint8Array} bytes
 * @returns {Promise<string>}
 */
export async function hashText(bytes) {
  return toText(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
}

/**
 * Bytes inside JSON: base64url without padding.
 * @param {Uint8Array} bytes
 * @returns {string}
 */
export function toText(bytes) {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/**
 * The bytes that `text` stands for; refuses every spelling but the one that `toText` gives.
 * @param {string} text
 * @returns {Uint8Array}
 */
export function fromText(text) {
  if (typeof text !== "string" || !/^[A-Za-z0-9_-]*$/.test(text)) throw new NotCanonical("not base64url");
  let binary;
  try {
    binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  } catch {
    throw new NotCanonical("not base64url");
  }
  const bytes = Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
  if (toText(bytes) !== text) throw new NotCanonical("not base64url");
  return bytes;
}

function write_(value, depth) {
  if (depth > DEEPEST) throw new NotCanonical("too deep");
  if (value === null || value === true || value === false) return String(value);
  if (typeof value === "string") return writeString(value);
  if (typeof value === "number") return writeNumber(value);
  if (Array.isArray(value)) return `[${Array.from(value, (item) => write_(item, depth + 1)).join(",")}]`;
  if (isPlain(value)) return writeObject(value, depth);
  throw new NotCanonical(`${typeof value} has no canonical form`);
}

function writeString(value) {
  if (!value.isWellFormed()) throw new NotCanonical("lone surrogate");
  return JSON.stringify(value);
}

function writeNumber(value) {
  if (!Number.isSafeInteger(value)) throw new NotCanonical("not an integer within reach");
  return String(value); // minus zero, which rounding a stroke gives, becomes "0"
}

function writeObject(value, depth) {
  const pairs = Object.keys(value)
    .sort()
    .map((key) => {
      if (!ASCII.test(key)) throw new NotCanonical("key is not ASCII");
      return `${JSON.stringify(key)}:${write_(value[key], depth + 1)}`;
    });
  return `{${pairs.join(",")}}`;
}

/** A Date, a Map or a typed array would be written as something else than it is. */
function isPlain(value) {
  if (typeof value !== "object") return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
