/* 10d Why is it late? For the figures, not for blame; asked, and never required first. */

import { momentOf } from "../clock.js";
import { question } from "../forms.js";
import { common, getCase, saveDraft } from "../records.js";
import { provedAt } from "../time-proof.js";
import { deskView, isAtDesk } from "./at-desk.js";
import { dueAt } from "./clock-of.js";
import { copy, icon, slot } from "./dom.js";
import { timeOf } from "./events.js";
import { giveLateReasons } from "./from-protocol.js";
import { go, pathOf } from "./navigation.js";
import { interviewOf } from "./interview-form.js";
import { contentFor } from "./rules.js";
import { formSaver } from "./typing.js";

/** @param {import("./navigation.js").Place} place @returns {Promise<import("./frame.js").View>} */
export async function screen({ record }) {
  const [theCase, shared] = await Promise.all([getCase(record), common()]);
  if (isAtDesk(theCase)) return deskView(theCase);
  const { form, version, answers } = await interviewOf(theCase, "analysis");
  const main = copy("10d");
  slot(main, "form").replaceChildren(question(form, "analysis.late_reason"), question(form, "analysis.late_words"));
  giveLateReasons(main, contentFor(theCase, shared));
  question(main, "analysis.late_reason").querySelector("legend").classList.add("rhi-heading-page");
  showOffer(main, theCase);
  const typing = formSaver(main, { answers, save: (said) => saveDraft(record, "analysis", said, version) });
  const done = async () => {
    await typing.saver.flush();
    await go(pathOf(record));
  };
  return { main, theCase, clock: "line", title: theCase.initials, isHeading: true, back: { path: pathOf(record), label: "Case" }, next: { label: "Save", icon: "check", act: done }, saver: typing.saver };
}

/** Both moments are kept: when it was offered, and when it was held. */
function showOffer(main, theCase) {
  const first = theCase.entries.find(({ kind }) => kind === "offer");
  const place = slot(main, "offer");
  place.hidden = !first;
  if (!first) return;
  const [at, due] = [momentOf(provedAt(first)), dueAt(theCase)];
  const judged = due === null || at <= due ? ", in time" : ", late as well";
  place.replaceChildren(icon("info"), `Offered ${timeOf(first, Date.now())}${judged}. Both are kept.`);
}
