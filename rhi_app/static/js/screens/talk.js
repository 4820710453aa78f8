/* 06a The talk: a sheet of paper with good questions. Everything typed is in the vault at once; the clock stays grey. */

import { common, getCase, saveDraft } from "../records.js";
import { hasStopped } from "./agreed.js";
import { personalise } from "./choices.js";
import { copy, element, say, slot } from "./dom.js";
import { capital } from "./events.js";
import { go, pathOf } from "./navigation.js";
import { giveHelplines } from "./helplines.js";
import { interviewOf, sectionsOf } from "./interview-form.js";
import { lastTime } from "./last-time.js";
import { calledName } from "./people.js";
import { contentFor, numbersFor } from "./rules.js";
import { formSaver } from "./typing.js";
import { wishLines } from "./wish-lines.js";

/** @param {import("./navigation.js").Place} place @returns {Promise<import("./frame.js").View>} */
export async function screen({ record, args: [id, line] }) {
  const [theCase, shared] = await Promise.all([getCase(record), common()]);
  const { form, version, answers, drafted, handed } = await interviewOf(theCase);
  const sections = sectionsOf(form);
  const at = Math.max(0, sections.findIndex((section) => section.id === id));
  const section = sections[at];
  const main = say(copy("06a"), { where: [`Section ${at + 1} of ${sections.length + 1} · `, element("bdi", {}, theCase.initials)], heading: section.title });
  slot(main, "form").replaceChildren(form.querySelector(`[data-section="${section.id}"]`));
  personalise(main, theCase);
  wishLines(main, form, answers);
  if (at === 0) slot(main, "form").before(...lastTime(theCase.earlier ?? [], Date.now()));
  const isOver = theCase.state !== "open" || hasStopped(theCase);
  const status = slot(main, "saving");
  const own = Object.fromEntries(Object.entries(answers).filter(([question]) => question in drafted || section.ids.includes(question)));
  const typing = formSaver(main, { answers: own, handed, status, save: (said) => saveDraft(record, "interview", said, version) });
  const ofCase = theCase.episodes?.length ? { numbers: numbersFor(theCase, shared), helplines: contentFor(theCase, shared).helplines } : null;
  giveHelplines(main, ofCase?.numbers ?? shared.numbers ?? {}, ofCase?.helplines ?? null);
  if (isOver) close(main, theCase);
  const after = sections[at + 1];
  const next = after && !isOver
    ? { label: "Next", act: () => go(pathOf(record, "06a", after.id)) }
    : { label: isOver ? "Sections" : "Read back and sign", act: () => go(pathOf(record, isOver ? "06" : "08")) };
  const focus = line === undefined ? undefined : main.querySelectorAll("[data-block]")[Number(line)]?.querySelector("textarea, input:not([type=hidden])");
  return { main, theCase, clock: "quiet", back: { path: pathOf(record, "06", section.id), label: "Sections" }, next, saver: typing.saver, focus };
}

/** The visit has ended: what was said stays as it was agreed. */
function close(main, theCase) {
  for (const control of main.querySelectorAll("textarea, input")) control.disabled = true;
  slot(main, "closed").hidden = false;
  if (theCase.state === "open") slot(main, "closed").textContent = `${capital(calledName(theCase))} has stopped. Nothing more is asked. What was said before stays as it is.`;
}
