/* 06b Sections: any order, nothing has to be filled in. Lists and analysis wait under "Yours, for later". */

import { common, getCase } from "../records.js";
import { hasStopped } from "./agreed.js";
import { copy, icon, row, say, slot } from "./dom.js";
import { capital } from "./events.js";
import { linkTo } from "./frame.js";
import { topicsOfTalk } from "./from-protocol.js";
import { go, pathOf } from "./navigation.js";
import { countWords, interviewOf, sectionsOf } from "./interview-form.js";
import { calledName } from "./people.js";
import { partsOf } from "./own-part.js";
import { contentFor } from "./rules.js";

/** @param {import("./navigation.js").Place} place @returns {Promise<import("./frame.js").View>} */
export async function screen({ record, args: [from] }) {
  const [theCase, shared] = await Promise.all([getCase(record), common()]);
  const [{ form, answers }, lists, analysis, ended] = await Promise.all([
    interviewOf(theCase), interviewOf(theCase, "lists"), interviewOf(theCase, "analysis"), interviewOf(theCase, "visit_ended"),
  ]);
  const main = copy("06");
  const isOver = theCase.state !== "open";
  const sections = sectionsOf(form);
  const rows = sections.map(({ id, title, ids }) => sectionRow(main, pathOf(record, "06a", id), title, countWords(ids, answers)));
  const signed = ended.answers["readback.way"] ? "Done" : "When you are ready";
  if (!isOver) rows.push(sectionRow(main, pathOf(record, "08"), "Read back and sign", signed, "circle"));
  if (!isOver) rows.unshift(...ownRows(main, record, "opening", ended).slice(0, 1));
  slot(main, "sections").replaceChildren(...rows);
  slot(main, "own").replaceChildren(...ownRows(main, record, "lists", lists), ...ownRows(main, record, "analysis", analysis));
  if (isOver) say(main, { lead: "The visit has ended: what was said cannot be changed. Your own part can." });
  const first = sections.find(({ ids }) => !countWords(ids, answers)) ?? sections[0];
  const next = isOver
    ? { label: "Finish the record", icon: "lock", act: () => go(pathOf(record, "10b")) }
    : { label: from ? "Back to the talk" : "Go on with the talk", act: () => go(pathOf(record, "06a", from ?? first.id)) };
  slot(main, "topics").replaceChildren(...topicsOfTalk(contentFor(theCase, shared)));
  slot(main, "end").hidden = isOver;
  slot(main, "end").replaceChildren(linkTo(pathOf(record, "10a"), "End the visit", "govuk-button govuk-button--secondary rhi-wide"));
  if (!isOver && !hasStopped(theCase)) slot(main, "end").append(linkTo(pathOf(record, "05f"), `${capital(calledName(theCase))} wants to stop`, "rhi-way"));
  return { main, theCase, clock: "quiet", back: { path: pathOf(record), label: "Close" }, next };
}

/** A row for each section of a part; one whose version has no sections yet is a row by itself. */
function ownRows(main, record, name, { form, answers }) {
  return partsOf(name, form).map(({ title, ids }, at) => {
    const count = ids.filter((id) => answers[id] !== undefined).length;
    return sectionRow(main, pathOf(record, "06d", name, String(at)), title, count ? `${count} written` : "", count ? "pencil" : "list");
  });
}

function sectionRow(main, path, title, meta, sign = meta ? "pencil" : "circle") {
  const made = say(row(main, "section"), { meta: meta || "Not opened" });
  slot(made, "sign").replaceWith(icon(sign, "rhi-icon rhi-line__sign"));
  slot(made, "title").replaceChildren(linkTo(path, title, "rhi-row-link__link"));
  return made;
}
