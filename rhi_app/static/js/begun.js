/**
 * Records that begin on this phone, with no network: a talk with a child who is on nobody's list, and a declined offer that is taken up
 * again. Everything is caught as usual; the server matches it, or sends the case back with its next bundle.
 */

import { common, readIndex } from "./cases.js";
import { commitBirth } from "./entries.js";
import { newId } from "./identifiers.js";
import { nameOf } from "./phone-drafts.js";
import { Problem } from "./problems.js";
import { nationalOf } from "./provisional.js";
import { call } from "./vault.js";

export const BEGUN = "begun";

/** Whether a talk can be begun here: the national protocol is on the phone. */
export async function canBegin() {
  const shared = await common();
  return Boolean(shared && nationalOf(shared.protocols.versions));
}

/** @param {object} answers of the form "begun" @param {number} formVersion @returns {Promise<string>} the record */
export async function beginRecord(answers, formVersion) {
  const record = newId();
  const name = answers["begun.name"] ?? "";
  const index = { reference: "", initials: initialsOf(name), state: "open", takenBack: false, begun: true, sequence: 0 };
  const child = { ...NO_CHILD, id: newId(), name, called: name, initials: initialsOf(name) };
  await bear(record, { index, child, head: NO_HEAD, draft: BEGUN }, { kind: BEGUN, form: BEGUN, formVersion, answers });
  return record;
}

/** The same record goes on. What was known of the child left the phone with the decline; it comes back with the next contact. */
export async function takeUp(record, answers, formVersion) {
  const known = await readIndex(record);
  if (known?.state !== "declined") throw new Problem("unknown-record");
  const child = { ...NO_CHILD, id: known.child, initials: known.initials };
  const index = { ...known, state: "open", begun: true };
  await bear(record, { index, child, head: known.head, draft: `taken_up ${record}` }, { kind: "taken_up", form: "taken_up", formVersion, answers });
}

async function bear(record, { index, child, head, draft }, addition) {
  const shared = await common();
  const key = { record, wrapped: await call("makeRecordKey", { record }) };
  const fromServer = {
    record, reference: index.reference, initials: index.initials, allocated_at: new Date().toISOString(), child, contacts: [], episodes: [],
    interviewer: { name: shared.account.name, organisation: shared.organisation.name }, social_worker: null, police_liaison: null,
    recipients: [], earlier: [], entries: [], state: "open",
  };
  await commitBirth(record, addition, { index, fromServer, head, key, drop: nameOf(draft) });
}

/** `K.M.` of Kofi Marlow: what a list may show. */
function initialsOf(name) {
  const parts = name.trim().split(/\s+/u).filter(Boolean);
  return [...parts.slice(0, 1), ...parts.slice(1).slice(-1)].map((part) => `${[...part][0].toUpperCase()}.`).join("");
}

const NO_HEAD = { count: 0, last: "", first: 1 };
const NO_CHILD = { name: "", called: "", born_on: null, gender: "", language: "", address: "", placement_address: "", school: "" };
