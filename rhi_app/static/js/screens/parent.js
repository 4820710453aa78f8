/* 05e A parent has not agreed: the rule that is not met, what can be done now, and the way on. The way on is to listen. */

import { currentVersion, loadForm, question } from "../forms.js";
import { addEntry, common, getCase, loadDraft, saveDraft } from "../records.js";
import { decorate, peopleTiles, personalise } from "./choices.js";
import { copy, element, icon, slot } from "./dom.js";
import { linkTo } from "./frame.js";
import { go, pathOf } from "./navigation.js";
import { parentTiles, telephoneLink } from "./people.js";
import { answerTo, citationOf, decisionOf, numbersFor } from "./rules.js";
import { sayNotSaved } from "./save-once.js";
import { formSaver } from "./typing.js";

const KEY = "consent-parent-no";
const WAY_ICONS = { refused: "cross", could_not_be_reached: "dash", not_asked_harm: "no-call" };

/** @param {import("./navigation.js").Place} place @returns {Promise<import("./frame.js").View>} */
export async function screen({ record }) {
  const [theCase, shared, form, draft] = await Promise.all([getCase(record), common(), loadForm("consent"), loadDraft(record, KEY)]);
  const main = copy("05e");
  slot(main, "form").replaceChildren(...["consent.contact", "consent.way", "consent.why", "consent.on_whose_word"].map((id) => question(form, id)));
  for (const yes of ["signed", "indicated_not_seen"]) main.querySelector(`[name="consent.way"][value="${yes}"]`).parentElement.remove();
  personalise(main, theCase);
  decorate(main, "consent.way", WAY_ICONS);
  const tiles = parentTiles(theCase);
  peopleTiles(main, "consent.contact", theCase, tiles);
  question(main, "consent.contact").hidden = tiles.length < 2;
  const answer = answerTo(decisionOf(theCase, shared), "consent", "parent");
  if (answer) slot(main, "cite").replaceChildren(linkTo(pathOf(record, "17", "consent", "parent"), citationOf(answer), "govuk-link rhi-cite"));
  showManager(main, record, numbersFor(theCase, shared));
  const typing = formSaver(main, { answers: { ...(tiles.length && { "consent.contact": tiles[0].id }), ...draft?.answers }, save: (said) => saveDraft(record, KEY, said, currentVersion("consent")) });
  const next = { label: "Go on listening", act: () => goOn(main, theCase, typing) };
  return { main, theCase, clock: "line", title: "A parent", back: { path: pathOf(record, "05"), label: "Agreement" }, next, saver: typing.saver };
}

function showManager(main, record, numbers) {
  const number = numbers.duty_manager ?? numbers.duty_desk;
  const place = slot(main, "manager");
  place.replaceChildren(linkTo(pathOf(record, "10e", "sharing"), "Ask a manager what may be shared", "rhi-way"));
  if (number) place.prepend(element("a", { class: "govuk-button govuk-button--secondary rhi-wide rhi-focus", href: telephoneLink(number) }, icon("call"), numbers.duty_manager ? "Ask the duty manager" : "Ask the duty desk"));
}

/** Nothing chosen: nothing to add, and listening all the same. */
async function goOn(main, theCase, { saver, answers }) {
  await saver.flush();
  const said = answers();
  if (said["consent.way"]) {
    try {
      await addEntry(theCase.record, {
        kind: "consent", form: "consent", formVersion: currentVersion("consent"),
        answers: { ...said, "consent.who": "parent" }, drafts: [KEY],
      });
    } catch (problem) {
      return sayNotSaved(main, problem);
    }
  }
  return go(pathOf(theCase.record, "06"));
}
