/* The table of facts on top of a synopsis. Mirrors domain/synopsis_facts.py. Each row takes the view, an episode, the questions that
   this reader may see, and all questions. */

import {
  FAST_ENOUGH_TO_SAY_MS, choiceWords, dayWords, lengthWords, listAt, millisecondsBetween, momentWords, momentWordsWithYear, ordinalWords,
  shifted, stringAt,
} from "./synopsis-words.js";

const COMMON = { name: nameRow, interviewer: interviewerRow, held: heldRow, where: whereRow, offered: offeredRow };
const OWN = {
  status: (view, { status }, may) => ["At the time", status && "episode.status" in may ? [status] : []],
  missing: (view, episode) => ["Missing", [momentWordsWithYear(episode.missing_from_at)]],
  found: (view, episode) => ["Found", episode.found_at ? [momentWords(episode.found_at)] : []],
  returned: returnedRow,
  episode: episodeRow,
  due: dueRow,
  police_reference: (view, episode, may) =>
    ["Police ref.", episode.police_reference && "episode.police_reference" in may ? [episode.police_reference] : []],
};

/** One table for one episode; for several a common one, then one for each. */
export function factsOf(view, names, may, questions) {
  const { episodes } = view;
  if (episodes.length === 1) return [{ caption: "", rows: rowsOf(names, view, episodes[0], may, questions) }];
  const [common, own] = [names.filter((name) => name in COMMON), names.filter((name) => !(name in COMMON))];
  return [
    { caption: "", rows: rowsOf(common, view, episodes.at(-1) ?? { due_at: null }, may, questions) },
    ...episodes.map((episode) => ({ caption: `Episode ${episode.number}`, rows: rowsOf(own, view, episode, may, questions) })),
  ];
}

function rowsOf(names, view, episode, may, questions) {
  const rows = names.map((name) => (COMMON[name] ?? OWN[name])(view, episode, may, questions));
  return rows.filter(([, text]) => text.length).map(([label, text]) => ({ label, text }));
}

function nameRow({ child }, episode, may) {
  if (!child.born_on || !("child.born_on" in may)) return ["Name", [{ b: child.name }]];
  return ["Name", [{ b: child.name }, `, born ${dayWords(child.born_on)}${child.age === null ? "" : `, ${child.age}`}`]];
}

function interviewerRow(view) {
  return ["Interviewer", [view.interviewer.name]];
}

function heldRow(view, episode, may, questions) {
  const { held } = view;
  if (held === null) return ["Held", []];
  const words = [{ b: momentWords(held.at) }];
  const lates = view.episodes.map(({ late_ms: late }) => late).filter((late) => late !== null);
  if (lates.length && "analysis.late_reason" in may) words.push(lateWords(Math.max(...lates), view, questions));
  if (held.offset_ms !== null && Math.abs(held.offset_ms) >= FAST_ENOUGH_TO_SAY_MS) {
    words.push(` (the server’s clock: ${momentWords(shifted(held.phone_said, held.offset_ms))})`);
  }
  words.push(...held.again.map((at) => `; again ${momentWords(at)}`));
  return ["Held", words];
}

function lateWords(lateMs, view, questions) {
  if (lateMs === 0) return ", in time";
  const said = listAt(view.answers, "analysis.late_reason").map((one) => choiceWords(questions["analysis.late_reason"], one, view));
  return `, ${lengthWords(lateMs)} late${said.length ? ": " : ""}${said.join(", ")}`;
}

function whereRow(view, episode, may, questions) {
  const place = stringAt(view.answers, "visit.place");
  const parts = place && "visit.place" in may ? [choiceWords(questions["visit.place"], place, view)] : [];
  if ("visit.present" in may) {
    parts.push(...listAt(view.answers, "visit.present").map((one) => choiceWords(questions["visit.present"], one, view)));
  }
  if ("visit.present_names" in may) parts.push(stringAt(view.answers, "visit.present_names"));
  if ("visit.before_return" in may && view.answers["visit.before_return"] === "yes") parts.push("before the return to the placement");
  const said = parts.filter(Boolean);
  return ["Where", said.length ? [said.join(", ")] : []];
}

function offeredRow(view, episode, may) {
  const offers = view.tries.filter(({ kind }) => kind === "offer");
  if (!offers.length || !("offer.how" in may)) return ["Offered", []];
  const inTime = episode.due_at && millisecondsBetween(offers[0].at, episode.due_at) >= 0 ? ", in time" : "";
  const again = offers.length > 1 ? [`; again ${momentWords(offers.at(-1).at)}`] : [];
  return ["Offered", [{ b: `${momentWords(offers[0].at)}${inTime}` }, ...again]];
}

function returnedRow(view, episode) {
  if (!episode.returned_at) return ["Returned", []];
  const away = lengthWords(millisecondsBetween(episode.missing_from_at, episode.returned_at));
  return ["Returned", [`${momentWords(episode.returned_at)} (${away})`]];
}

function episodeRow(view, episode, may) {
  const runs = [`${ordinalWords(episode.number)}.`];
  if (episode.in_90_days > 1) runs.push({ b: ` ${episode.in_90_days} in 90 days.` });
  if (episode.grade && "episode.grade" in may) runs.push(` Police grade: ${episode.grade}`);
  return ["Episode", runs];
}

function dueRow(view, episode) {
  if (!episode.due_at) return ["Due was", []];
  return ["Due was", [momentWords(episode.due_at), ...(episode.due_cite ? [" ", { cite: episode.due_cite }] : [])]];
}
