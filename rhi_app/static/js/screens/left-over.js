/* What was begun and not made: it is nobody's to send, so the end of a record asks what to do with it. */

import { discardDraft } from "../records.js";
import { element, onTap, slot } from "./dom.js";
import { linkTo } from "./frame.js";
import { pathOf } from "./navigation.js";

const SCREENS = {
  attempt: ["An attempt", "04"], offer: ["An offer", "04c"], harm: ["Harm disclosed", "07/03"], withdrawal: ["Someone stops", "05f"], decline: ["Not taking part", "13"],
  "consent-child": ["An agreement, not seen", "05d/child"], "consent-parent": ["A parent’s agreement, not seen", "05d/parent"],
  "consent-parent-no": ["A parent has not agreed", "05e"], "sign-child": ["A signature", "05c/child"], "sign-parent": ["A parent’s signature", "05c/parent"],
  ask_manager: ["A question to a manager", "10e"], visit_ended: ["The end of the visit", "10a"], record_finished: ["The end of the record", "10b"],
};

/** @param {HTMLElement} main @param {string} record @param {{slug: string, forms?: string[]}} problem @returns {true | null} whether it was this */
export function leftOver(main, record, { slug, forms }) {
  if (slug !== "draft-left") return null;
  const place = slot(main, "left-over");
  place.hidden = false;
  slot(place, "list").replaceChildren(...forms.map((form) => line(place, record, form)));
  place.scrollIntoView({ block: "center" });
  place.focus();
  return true;
}

function line(place, record, form) {
  const [name, whose] = form.split("/"); // of two parents each has a draft
  const [title, screen] = SCREENS[name] ?? [form, "03"];
  const path = [screen, whose].filter(Boolean).join("/");
  const away = element("button", { type: "button", class: "rhi-button-plain rhi-target" }, "Put it away");
  const made = element("li", {}, linkTo(pathOf(record, ...path.split("/")), title), " ", away);
  onTap(away, async () => {
    await discardDraft(record, form);
    made.remove();
    place.hidden = !slot(place, "list").children.length;
  });
  return made;
}
