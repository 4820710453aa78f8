/* What goes to whom, made on the phone from the same table as on the server: the entries together with what is still being written. */

import { listDrafts } from "../records.js";
import { ruleFor } from "../recipients.js";
import { rulesOf } from "../record-rules.js";
import { viewOf } from "../record-view.js";
import { linesOf } from "../synopsis-lines.js";
import { protocolsOf } from "./rules.js";
import { selection } from "./tables.js";

const KINDS = { interview: "interview", lists: "interview", analysis: "interview", record_finished: "record_finished" };
/** The record as it would be if it were finished now. @param {object} theCase @param {object} common */
export async function viewAsFinished(theCase, common) {
  const now = new Date().toISOString();
  const drafts = (await listDrafts(theCase.record)).filter(({ form }) => form in KINDS);
  const written = drafts.filter(({ form }) => form !== "record_finished").map((draft) => asEntry(draft, now));
  const last = drafts.find(({ form }) => form === "record_finished") ?? { form: "record_finished", formVersion: 1, answers: {} };
  const interviewer = { name: common.account.name, organisation: common.organisation.name };
  const whole = { interviewer, ...theCase, entries: [...theCase.entries, ...written, asEntry(last, now)] };
  return viewOf(whole, rulesOf(whole, protocolsOf(common)));
}

function asEntry({ form, formVersion, answers, handed }, now) {
  return { kind: KINDS[form], form, form_version: formVersion, answers, beside: handed?.beside, happened_at: now, recorded_at: now, offset_ms: null, local: true };
}

/** For each recipient to whom it goes: the lines with their ticks. @returns {Promise<{reader: string, role: string, lines: object[]}[]>} */
export async function sharedLines(theCase, common) {
  const [view, chosen] = await Promise.all([viewAsFinished(theCase, common), selection()]);
  const isHeldBack = view.held_back.length > 0;
  const offered = (line, reader) => ({ ...line, offered: isOffered(chosen, line.question, view, reader) });
  return Object.keys(view.sources).map((reader) => ({
    reader, role: view.sharing[reader].role, isHeldBack, lines: linesOf(view, reader, chosen).map((line) => offered(line, reader)),
  }));
}

/** Only what the interviewer takes in goes; the rest goes unless it is left out. */
const isOffered = ({ questions }, id, view, reader) => id in questions && ruleFor(questions[id], view, reader) === "offered";
