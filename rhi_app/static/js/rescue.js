/**
 * A rescue file: every sealed envelope that the server has not worked on, for a phone that cannot send or be unlocked. Only the
 * organisation opens what is in it, and the server takes it in as if it had been sent. Mirrors rhi_app/domain/rescue.py.
 */

import { ascii, join } from "./envelope.js";
import { allRows } from "./outbox.js";

const MAGIC = ascii("RHR1");

/** Needs no unlocked vault. @returns {Promise<Uint8Array[]>} */
async function sealedEnvelopes() {
  return (await allRows()).filter(({ bytes, processed }) => bytes && !processed).map(({ bytes }) => bytes);
}

/** @param {Uint8Array[]} envelopes @returns {Uint8Array} */
export function pack(envelopes) {
  return join(MAGIC, ...envelopes.flatMap((bytes) => [lengthOf(bytes), bytes]));
}

/** Through the phone's own way of sharing where there is one, else as a file. The name says nothing of what is in it. @returns {Promise<number>} how many are in it */
export async function saveRescueFile() {
  const envelopes = await sealedEnvelopes();
  if (envelopes.length === 0) return 0;
  const name = `sealed-${new Date().toISOString().slice(0, 10)}.bin`;
  const file = new File([pack(envelopes)], name, { type: "application/octet-stream" });
  if (navigator.canShare?.({ files: [file] })) await navigator.share({ files: [file] });
  else download(file);
  return envelopes.length;
}

function download(file) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // the browser reads it after this
}

function lengthOf(bytes) {
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, bytes.length);
  return length;
}
