/**
 * The passkey: the phone's own fingerprint, face or code as the everyday way to the vault key. Asked with one salt, it gives the same
 * 32 secret bytes each time (PRF), with or without a network. It is this phone's own affair: no server knows it or checks it, since
 * what it guards is this phone's disk and the bytes themselves show whether they are right.
 */

import { fromText, toText } from "./canonical.js";
import { Problem, toProblem } from "./problems.js";

/** @typedef {{v: 1, name: "passkey-prf", credential: string, rp: string, salt: string}} Parameters authenticated with what is wrapped */

const PATIENCE_MS = 60_000;
const SECRET_BYTES = 32;
const VERIFIED = 4; // the flag that a person was recognised, not only that somebody was there
const KINDS = [-7, -257].map((alg) => ({ type: "public-key", alg }));
const random = (length) => crypto.getRandomValues(new Uint8Array(length));

/** Whether one can be made here: null, or the slug of why not. @returns {Promise<"passkey-unfit" | "passkey-no-lock" | null>} */
export async function whyNoPasskey() {
  const kind = globalThis.PublicKeyCredential;
  if (!kind || isAddress(location.hostname)) return "passkey-unfit";
  const can = await kind.getClientCapabilities?.().catch(() => null);
  if (can?.["extension:prf"] === false) return "passkey-unfit";
  return (await kind.isUserVerifyingPlatformAuthenticatorAvailable()) ? null : "passkey-no-lock";
}

/** @param {string} name of the app: the only name that the phone keeps with it @returns {Promise<{parameters: Parameters, secret: Uint8Array}>} */
export async function makePasskey(name) {
  const salt = random(SECRET_BYTES);
  const rp = location.hostname;
  const made = await answered(() => navigator.credentials.create({
    publicKey: {
      challenge: random(SECRET_BYTES), rp: { id: rp, name }, user: { id: random(16), name, displayName: name }, pubKeyCredParams: KINDS,
      authenticatorSelection: { authenticatorAttachment: "platform", residentKey: "required", userVerification: "required" },
      attestation: "none", timeout: PATIENCE_MS, extensions: { prf: { eval: { first: salt } } },
    },
  }));
  const parameters = { v: 1, name: "passkey-prf", credential: toText(new Uint8Array(made.rawId)), rp, salt: toText(salt) };
  const { prf } = made.getClientExtensionResults();
  if (!prf?.enabled) throw new Problem("passkey-unfit");
  return { parameters, secret: prf.results?.first ? new Uint8Array(prf.results.first) : await askPasskey(parameters) };
}

/** @param {Parameters} parameters @returns {Promise<Uint8Array>} the secret: to be handed to the worker, and to nobody else */
export async function askPasskey({ credential, rp, salt }) {
  const asked = await answered(() => navigator.credentials.get({
    publicKey: {
      challenge: random(SECRET_BYTES), rpId: rp, allowCredentials: [{ type: "public-key", id: fromText(credential) }],
      userVerification: "required", timeout: PATIENCE_MS, extensions: { prf: { eval: { first: fromText(salt) } } },
    },
  }));
  const secret = asked.getClientExtensionResults().prf?.results?.first;
  const isVerified = new Uint8Array(asked.response.authenticatorData)[32] & VERIFIED;
  if (!secret || !isVerified) throw new Problem("passkey-unfit");
  return new Uint8Array(secret);
}

/** Tells the phone that it may take it out of its list, where the browser has a way to. @param {Parameters} parameters */
export async function forgetPasskey({ credential, rp }) {
  await globalThis.PublicKeyCredential?.signalUnknownCredential?.({ rpId: rp, credentialId: credential }).catch(() => undefined);
}

/** Cancelled, too late, not there any more: the browser says one thing for all of them, on purpose. */
async function answered(ask) {
  try {
    return await ask();
  } catch (error) {
    throw toProblem(error, error?.name === "NotAllowedError" || error?.name === "AbortError" ? "passkey-not-used" : "passkey-unfit");
  }
}

/** A passkey belongs to a name, never to a number. */
function isAddress(host) {
  return /^[\d.]+$/.test(host) || host.includes(":");
}
