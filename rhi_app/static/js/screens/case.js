/* 03 Case: read in the car before ringing the bell. How long, whom not to ring, whom to ring, what could bite; then duties and events. */

import { dayTimeWords, momentOf } from "../clock.js";
import { common, getCase } from "../records.js";
import { hasAgreed, hasStopped, shortAgreement } from "./agreed.js";
import { askedIn } from "./ask-manager.js";
import { isAtDesk } from "./at-desk.js";
import { dueAt, isPastDue } from "./clock-of.js";
import { clockCard } from "./clock-card.js";
import { copy, element, icon, onTap, row, say, slot, strong } from "./dom.js";
import { capital, happenedIn } from "./events.js";
import { linkTo } from "./frame.js";
import { go, pathOf } from "./navigation.js";
import { noteCall } from "./last-call.js";
import { earlierLines } from "./last-time.js";
import { makeLeftOver } from "./pending.js";
import { calledName, flagged, mayBeAsked, mayRing, others, ownContact, relationOf, telephoneLink, textLink } from "./people.js";
import { requiredIn } from "./required.js";
import { consentVerdict, contentFor, decisionOf } from "./rules.js";
import { twoAnswersLine } from "./two-answers.js";

const FOLD_AFTER_MS = 60_000; // a name that must not be seen does not stay on the screen

/** @param {import("./navigation.js").Place} place @returns {Promise<import("./frame.js").View>} */
export async function screen({ record }) {
  await makeLeftOver(record).catch(() => undefined); // it stays on the disk and is tried again; the case opens all the same
  const [theCase, shared] = await Promise.all([getCase(record), common()]);
  const now = Date.now();
  const decision = decisionOf(theCase, shared);
  const content = contentFor(theCase, shared);
  const main = copy("03");
  slot(main, "clock").replaceWith(clockCard(theCase, decision, record, now));
  showProvisional(main, theCase);
  say(main, { two: await twoAnswersLine(theCase) });
  showOtherClocks(main, theCase, now);
  const stop = showFlags(main, theCase, now);
  slot(main, "people").replaceChildren(...peopleRows(main, theCase, record, now));
  showRisk(main, theCase);
  slot(main, "required").replaceChildren(...requiredIn(theCase, decision, content, now).map((line) => requiredRow(main, record, line)));
  showHappened(main, theCase, shared.account, now);
  slot(main, "more").replaceChildren(...moreRows(main, theCase, decision, now));
  say(main, { fetched: shared.server_time ? `Case fetched ${dayTimeWords(momentOf(shared.server_time), now)}.` : null });
  return { main, theCase, title: theCase.initials, isHeading: true, back: { path: "/app/", label: "Today" }, next: nextAct(theCase, decision), renews: true, stop };
}

function nextAct(theCase, decision) {
  const { record, state } = theCase;
  if (state === "visit_ended" && isAtDesk(theCase)) return { label: "Back to today", act: () => go("/app/") };
  if (state === "visit_ended") return { label: "Finish the record", icon: "lock", act: () => go(pathOf(record, "10b")) };
  if (hasStopped(theCase)) return { label: "End the visit", icon: "door", act: () => go(pathOf(record, "10a")) };
  const isAsked = consentVerdict(decision, "child") === "no" || hasAgreed(theCase, "child");
  return { label: isAsked ? "Go on with the visit" : "Start the visit", icon: "door", act: () => go(pathOf(record, isAsked ? "06" : "05")) };
}

/** No episode yet: begun at a door, or taken up with no network. */
function showProvisional(main, { episodes, entries }) {
  const place = slot(main, "provisional");
  if (!episodes[0].isProvisional) return place.remove();
  const isBegun = entries.some(({ kind }) => kind === "begun");
  say(place, { why: isBegun ? "On nobody’s list yet. Your office says who it is; until then the national protocol holds." : "The case comes back with the next contact. What you write meanwhile goes with it." });
}

/** One record may serve several episodes: the clock is of the first that is due, and the others are said. */
function showOtherClocks(main, theCase, now) {
  const [first, ...rest] = theCase.episodes.toSorted((one, other) => (momentOf(one.due_at) ?? Infinity) - (momentOf(other.due_at) ?? Infinity));
  const lines = rest.map(({ number, due_at: due }) => `Episode ${number}: ${due ? `due ${dayTimeWords(momentOf(due), now)}` : "no due time yet"}. The same visit serves it.`);
  say(main, { others: first && lines.length ? lines.join(" ") : null });
}

function showFlags(main, theCase, now) {
  const people = flagged(theCase);
  const place = slot(main, "flags");
  if (!people.length) return place.remove();
  const [names, again] = [slot(place, "names"), slot(place, "again")];
  names.replaceChildren(...people.map((contact) => flagLine(contact, theCase, now)));
  again.textContent = `${people.length} ${people.length === 1 ? "person" : "people"}: do not ring or ask`;
  let timer = 0;
  const show = (isOpen) => {
    [names.hidden, again.hidden] = [!isOpen, isOpen];
    clearTimeout(timer);
    if (isOpen) timer = setTimeout(() => show(false), FOLD_AFTER_MS);
  };
  onTap(again, () => show(true));
  show(true);
  return () => clearTimeout(timer);
}

function flagLine(contact, theCase, now) {
  const relation = contact.relation ? ` (${relationOf(contact)})` : "";
  const reason = contact.do_not_contact_reason || `It could put ${calledName(theCase)} at risk.`;
  const said = contact.asked_by_at ? ` Said by ${saidBy(contact.asked_by_at, now)}.` : "";
  return element("p", {}, strong(`Do not ring or ask: ${contact.name}`), `${relation}. ${reason}${said}`);
}

function saidBy(by, now) {
  if (typeof by === "string") return by;
  return [by.name, by.at ? dayTimeWords(momentOf(by.at), now) : ""].filter(Boolean).join(", ");
}

function peopleRows(main, theCase, record, now) {
  const own = ownContact(theCase);
  const known = others(theCase).filter(mayBeAsked).toSorted((one, other) => Number(mayAgree(other)) - Number(mayAgree(one)));
  const rows = known.map((contact) => contactRow(main, theCase, record, contact, now));
  const child = contactRow(main, theCase, record, own ?? {}, now, theCase.child);
  const worker = theCase.social_worker ? [workerRow(main, theCase.social_worker)] : [];
  return [...rows.slice(0, 1), child, ...rows.slice(1), ...worker];
}

const mayAgree = (contact) => contact.parental_responsibility === true;

function contactRow(main, theCase, record, contact, now, child = null) {
  const made = row(main, "person");
  const relation = child ? String(theCase.episodes.at(-1).age ?? "") : relationOf(contact);
  slot(made, "name").replaceChildren(strong(child?.name ?? contact.name), relation ? `, ${relation}` : "");
  const called = child && child.called && ![child.name, child.name.split(" ")[0]].includes(child.called) ? `Likes to be called ${child.called}` : "";
  const agreed = child ? "" : shortAgreement(theCase, contact, now);
  say(made, { how: [agreed, contact.how, called, unflaggedNumber(theCase, contact)].filter(Boolean).join(" ") });
  if (mayRing(theCase, contact)) made.append(callButton(record, contact, child ? "child" : contact.id));
  return made;
}

/** Why there is no button although there is a number. */
function unflaggedNumber(theCase, contact) {
  return contact.telephone && mayBeAsked(contact) && !mayRing(theCase, contact) ? "No number shown: someone else may answer it." : "";
}

function workerRow(main, { name, organisation }) {
  const made = row(main, "person");
  slot(made, "name").replaceChildren(strong(name), ", social worker");
  return say(made, { how: organisation });
}

/** After a call from here, "how" and "whom" of the attempt are filled in. */
function callButton(record, contact, id) {
  const isText = id === "child" && /text/i.test(contact.how ?? "");
  const [sign, word, href] = isText ? ["message", "Text", textLink(contact.telephone)] : ["call", "Call", telephoneLink(contact.telephone)];
  const hidden = element("span", { class: "govuk-visually-hidden" }, ` ${contact.name ?? "the young person"}`);
  const link = element("a", { class: "rhi-call rhi-focus", href }, icon(sign), element("span", {}, word, hidden));
  link.addEventListener("click", () => noteCall(record, { how: isText ? "texted" : "rang", to: id }));
  return link;
}

function showRisk(main, theCase) {
  const risk = theCase.episodes.at(-1).visiting_risk;
  const known = risk?.known;
  const text = known === false ? "no known risk." : risk?.text || "not known. Ask before you go.";
  slot(main, "risk").replaceChildren(strong("For your visit: "), text);
  const address = theCase.child.placement_address || theCase.child.address;
  say(main, { address: address?.replace(/ (?=\d[A-Z]{2}$)/u, "\u00a0") ?? null }); // a postcode stays in one piece
}

function requiredRow(main, record, line) {
  const made = say(row(main, "required"), { title: line.title, meta: line.meta });
  made.classList.add(`rhi-line--${line.sign}`);
  slot(made, "sign").replaceWith(icon(line.sign, "rhi-icon rhi-line__sign"));
  slot(made, "cite").replaceChildren(linkTo(pathOf(record, "17", line.question, line.topic), line.cite || "Why?", "govuk-link rhi-cite"));
  return made;
}

function showHappened(main, theCase, account, now) {
  const events = happenedIn(theCase, account, now);
  slot(main, "nothing").hidden = events.length > 0;
  slot(main, "happened").replaceChildren(...events.map(({ title, meta, isSure }) => {
    const made = say(row(main, "event"), { title, meta });
    made.classList.toggle("rhi-dots__event--phone", !isSure);
    return made;
  }));
  const earlier = theCase.earlier ?? [];
  slot(main, "earlier").replaceChildren(...earlierLines(earlier, now));
  slot(main, "no-earlier").hidden = earlier.length > 0;
}

function moreRows(main, theCase, decision, now) {
  const isOver = theCase.state === "visit_ended";
  const late = isPastDue(theCase, now) && dueAt(theCase) !== null;
  const rows = [
    !isOver && ["plus", "Log an attempt", "04"],
    !isOver && ["message", "Log an offer", "04c"],
    !isOver && ["pencil", "Agreement", "05"],
    !isOver && !hasStopped(theCase) && ["cross", `${capital(calledName(theCase))} wants to stop`, "05f"],
    !isOver && ["list", "Sections", "06"],
    isOver && isAtDesk(theCase) && ["list", "At a desk now", "10f"],
    isOver && !isAtDesk(theCase) && ["list", "Your own part", "06d/lists"],
    isOver && !isAtDesk(theCase) && ["pencil", "Risk and analysis", "06d/analysis"],
    isOver && !isAtDesk(theCase) && ["eye", "Who will see what", "09"],
    isOver && !isAtDesk(theCase) && ["up", "Continue at a desk", "10f"],
    late && ["clock", "Why is it late?", "10d"],
    ["question", askedIn(theCase).some(({ isOpen }) => isOpen) ? "A manager is asked" : "Ask a manager", "10e"],
    !isOver && ["door", "They do not want to take part", "13"],
    ["phone", "Where the record is", "11"],
  ];
  return rows.filter(Boolean).map(([sign, label, to]) => {
    const made = row(main, "more");
    slot(made, "sign").replaceWith(icon(sign, "rhi-icon rhi-line__sign"));
    slot(made, "title").replaceChildren(linkTo(pathOf(theCase.record, ...to.split("/")), label, "rhi-row-link__link"));
    return made;
  });
}
