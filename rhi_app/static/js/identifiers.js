/** Ids made on the phone: UUID version 7, as rhi_app/domain/identifiers.py makes them. They sort by time and say nothing about a person. */

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/**
 * UUID version 7 (RFC 9562) of a moment and ten random bytes.
 * @param {number} milliseconds
 * @param {Uint8Array} random
 * @returns {string}
 */
export function uuid7(milliseconds, random) {
  const time = BigInt.asUintN(48, BigInt(milliseconds));
  let low = random.reduce((number, byte) => (number << 8n) | BigInt(byte), 0n);
  low = (low & ~(0xfn << 76n)) | (7n << 76n); // version
  low = (low & ~(0x3n << 62n)) | (0x2n << 62n); // variant
  const digits = ((time << 80n) | low).toString(16).padStart(32, "0");
  return [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)].join("-");
}

/** An id that nobody else has. @returns {string} */
export function newId() {
  return uuid7(Date.now(), crypto.getRandomValues(new Uint8Array(10)));
}

/** Whether `text` is an id in its one spelling. @param {unknown} text @returns {boolean} */
export function isId(text) {
  return typeof text === "string" && ID.test(text);
}
