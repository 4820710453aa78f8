/**
 * Holds the keys: the vault key, the record keys, the device's private keys. Nothing else of this app can read them, and ending
 * this worker is what "lock" means. It stores nothing and asks the network nothing; the page hands it bytes and gets bytes.
 */

import { fromText, hashText, read, toText, write } from "./canonical.js";
import * as crypto_ from "./crypto.js";
import { BUNDLE, ENVELOPE, Malformed, SNAPSHOT, pack, pad, sealInfo, sealedLength, signedText, unpack, unpad } from "./envelope.js";
import { contextOf, openItem, sealItem } from "./items.js";
import * as trust from "./trust.js";

/** @type {{base: CryptoKey, device: string, subkeys: Map<string, Promise<CryptoKey>>, records: Map<string, CryptoKey>, signing: CryptoKeyPair, agreement: CryptoKeyPair} | null} */
let vault = null;
/** The pairs of a phone that is being enrolled, until its vault is made. */
let claim = null;

class Refused extends Error {
  constructor(slug) {
    super(slug);
    this.slug = slug;
  }
}

const TASKS = {
  // enrolment
  async makeDevice() {
    claim = { signing: await crypto_.makePair("signing"), agreement: await crypto_.makePair("agreement") };
    return { signing: toText(claim.signing.point), agreement: toText(claim.agreement.point) };
  },

  async proveDevice({ challenge }) {
    const { signing, agreement } = claim;
    const info = await trust.challengeInfo(signing.point, agreement.point);
    const opened = await crypto_.openSealed(await held("agreement", agreement), info, fromText(challenge));
    const proof = trust.proofText(opened, signing.point, agreement.point);
    return toText(await crypto_.sign(await held("signing", signing), proof));
  },

  async makeVault({ passphraseKey, kdf, device }) {
    const bytes = crypto_.randomBytes();
    const wrapped = await crypto_.wrap(await crypto_.holdKey(passphraseKey), bytes, write(kdf));
    await openVault(bytes, device);
    const pairs = { signing: await wrapPair("signing"), agreement: await wrapPair("agreement") };
    await holdPairs(pairs);
    claim = null;
    return { kdf, wrapped, ...pairs };
  },

  // unlocking. A door is {way: "words" | "passkey", secret, wrapped, parameters}: what gives the wrapping key, and the vault key under it
  async unlock({ door, stored, device, recordKeys }) {
    await openVault(await unwrapVaultKey(door), device);
    await holdPairs(stored);
    for (const { record, wrapped } of recordKeys) await holdRecordKey(record, wrapped);
  },

  async check({ door }) {
    (await unwrapVaultKey(door)).fill(0);
  },

  /** A second wrap of the same vault key; the words have to open it first. */
  async addPasskey({ door, secret, parameters }) {
    const bytes = await unwrapVaultKey(door);
    const wrapped = await crypto_.wrap(await crypto_.holdPasskeyKey(secret), bytes, write(parameters));
    bytes.fill(0);
    return wrapped;
  },

  // records
  async makeRecordKey({ record }) {
    const bytes = crypto_.randomBytes();
    const wrapped = await crypto_.wrap(await subkey("record-keys"), bytes, contextOf(place("record_keys", record)));
    open().records.set(record, await crypto_.holdKey(bytes));
    return wrapped;
  },

  /** For each record a new wrapped key; null where the one on the disk (`isStored`) is held: one that does not unwrap opens nothing, ever. */
  makeMissingKeys({ records }) {
    return Promise.all(records.map(({ record, isStored }) => (isStored && open().records.has(record) ? null : TASKS.makeRecordKey({ record }))));
  },

  forgetRecordKey({ record }) {
    open().records.delete(record);
  },

  async sealItems({ items }) {
    return Promise.all(items.map(async (item) => sealItem(await keyOf(item), ownPlace(item), item.value)));
  },

  /** One that does not open says so in its own place: it does not hide the others. */
  async openItems({ items }) {
    return Promise.all(
      items.map(async (item) => {
        try {
          return { value: await openItem(await keyOf(item), ownPlace(item), item.sealed) };
        } catch (error) {
          return { problem: error.slug ?? "damaged" };
        }
      }),
    );
  },

  /** A draft's stored name: its form alone would tell "harm". */
  async nameDraft({ record, form }) {
    const key = await subkey("names", crypto_.namingKey);
    return toText(await crypto_.nameOf(key, `${record}/${form}`));
  },

  // what leaves the phone, and what comes
  sealEnvelope(argument) {
    return sealedAndSigned(ENVELOPE, argument);
  },

  sealSnapshot(argument) {
    return sealedAndSigned(SNAPSHOT, argument);
  },

  async signRequest({ method, path, time, body }) {
    return toText(await crypto_.sign(open().signing, await trust.requestText(method, path, time, body)));
  },

  async openBundle({ bytes, keys }) {
    const { header, headerBytes, ciphertext, signature } = unpack(BUNDLE, bytes);
    await crypto_.verify(pointOf(keys, header.key), await signedText(BUNDLE, headerBytes, ciphertext), signature);
    if (header.device !== open().device) throw new crypto_.NotGenuine("another phone's bundle");
    const padded = await crypto_.openSealed(open().agreement, await sealInfo(BUNDLE, headerBytes), ciphertext);
    return { number: header.number, payload: read(await unpad(padded)) };
  },

  // the server's word; needs no vault
  async checkManifest({ answer, root }) {
    const text = trust.statementText(trust.MANIFEST, answer.manifest);
    await crypto_.verify(fromText(root), text, fromText(answer.signature));
  },

  /** For each, in its place: null where its signature is that key's, else why not. */
  checkStatements({ purpose, signed, keys }) {
    const check = async ({ statement, key, signature }) => crypto_.verify(pointOf(keys, key), trust.statementText(purpose, statement), fromText(signature));
    return Promise.all(signed.map((one) => check(one).then(() => null, slugOf)));
  },
};

const SLUGS = [
  [crypto_.NotGenuine, () => "not-genuine"],
  [crypto_.NotOpened, () => "damaged"],
  [Malformed, (error) => (error.message === "too-large" ? "too-long" : "not-genuine")],
];

addEventListener("message", async ({ data: { id, task, argument } }) => {
  try {
    postMessage({ id, answer: await TASKS[task](argument ?? {}) });
  } catch (error) {
    postMessage({ id, slug: slugOf(error), detail: String(error) });
  }
});

const slugOf = (error) => error.slug ?? SLUGS.find(([kind]) => error instanceof kind)?.[1](error) ?? "unexpected";

async function sealedAndSigned(kind, { header, sealingPoint, payload }) {
  const padded = await pad(write(payload));
  const headerBytes = write({ ...header, length: sealedLength(padded) });
  const ciphertext = await crypto_.seal(fromText(sealingPoint), await sealInfo(kind, headerBytes), padded);
  const text = await signedText(kind, headerBytes, ciphertext);
  const bytes = pack(kind, headerBytes, ciphertext, await crypto_.sign(open().signing, text));
  return { bytes, hash: await hashText(bytes) };
}

function open() {
  if (!vault) throw new Refused("locked");
  return vault;
}

async function openVault(bytes, device) {
  const base = await crypto_.holdVaultKey(bytes);
  vault = { base, device, subkeys: new Map(), records: new Map(), signing: null, agreement: null };
}

async function unwrapVaultKey({ way, secret, wrapped, parameters }) {
  const key = await (way === "words" ? crypto_.holdKey(secret) : crypto_.holdPasskeyKey(secret));
  try {
    return await crypto_.unwrap(key, wrapped, write(parameters));
  } catch (error) {
    throw error instanceof crypto_.NotOpened ? new Refused(`wrong-${way}`) : error;
  }
}

function held(kind, { point, bytes }) {
  return crypto_.holdPair(kind, { point, bytes: bytes.slice() });
}

async function wrapPair(kind) {
  const { point, bytes } = claim[kind];
  const wrapped = await crypto_.wrap(await subkey("device-keys"), bytes, contextOf(place("device_keys", kind)));
  bytes.fill(0);
  return { point, wrapped };
}

async function holdPairs(stored) {
  for (const kind of ["signing", "agreement"]) {
    const { point, wrapped } = stored[kind];
    const bytes = await crypto_.unwrap(await subkey("device-keys"), wrapped, contextOf(place("device_keys", kind)));
    open()[kind] = await crypto_.holdPair(kind, { point, bytes });
  }
}

/** A record whose key is damaged must not keep the others from opening: its items answer "damaged" one by one. */
async function holdRecordKey(record, wrapped) {
  try {
    const bytes = await crypto_.unwrap(await subkey("record-keys"), wrapped, contextOf(place("record_keys", record)));
    open().records.set(record, await crypto_.holdKey(bytes));
  } catch (error) {
    if (!(error instanceof crypto_.NotOpened)) throw error;
  }
}

function subkey(purpose, make = crypto_.subkey) {
  const { base, subkeys } = open();
  if (!subkeys.has(purpose)) subkeys.set(purpose, make(base, purpose));
  return subkeys.get(purpose);
}

async function keyOf({ record, store }) {
  if (record === undefined) return subkey(store);
  const key = open().records.get(record);
  if (!key) throw new Refused("record-sealed");
  return key;
}

function place(store, id, sequence = 0) {
  return { device: open().device, store, id, sequence };
}

function ownPlace({ store, id, sequence }) {
  return place(store, id, sequence);
}

function pointOf(keys, id) {
  const found = keys.find(({ key }) => key === id);
  if (!found) throw new crypto_.NotGenuine("unknown key");
  return fromText(found.public);
}
