/* Who is who in a case, and who may be rung. The flag is looked at before any number is shown. */

const ITS_OWN = ["child", "self", "young person"];

/** The name that the young person goes by. */
export const calledName = ({ child }) => child.called || firstName(child.name) || "the young person";

export const firstName = (name) => name.trim().split(/\s+/)[0];

/** The young person's own contact details, if there are any. */
export const ownContact = ({ contacts }) => contacts.find(({ relation }) => ITS_OWN.includes((relation ?? "").toLowerCase())) ?? null;

/** Everybody else, those first who may be asked. */
export const others = (theCase) => theCase.contacts.filter((contact) => contact !== ownContact(theCase));

/** Only a flag that is plainly not set lets someone be rung: a missing one counts as set. */
export const mayBeAsked = (contact) => contact.do_not_contact === false;

export const flagged = ({ contacts }) => contacts.filter((contact) => !mayBeAsked(contact));

/** A number that someone flagged can answer is nobody's number: a landline has several ends. */
export function mayRing(theCase, contact) {
  if (!contact?.telephone || !mayBeAsked(contact)) return false;
  return !flagged(theCase).some(({ telephone }) => telephone && digits(telephone) === digits(contact.telephone));
}

/** Everyone whom an attempt or an offer can be made to. @returns {{id: string, name: string, relation: string, contact: object | null}[]} */
export function reachable(theCase) {
  const own = ownContact(theCase);
  const child = { id: "child", name: calledName(theCase), relation: String(theCase.episodes.at(-1).age ?? ""), contact: own };
  const known = others(theCase).filter(mayBeAsked);
  return [child, ...known.map((contact) => ({ id: contact.id, name: firstName(contact.name), relation: relationOf(contact), contact }))];
}

/** As it stands within a sentence: `mother`. */
export const relationOf = ({ relation }) => (relation ? relation[0].toLowerCase() + relation.slice(1) : "");

/** A short name for someone by the id that an answer carries. */
export function nameOf(theCase, id) {
  if (!id || id === "child") return calledName(theCase);
  const contact = theCase.contacts.find((one) => one.id === id);
  if (contact) return contact === ownContact(theCase) ? calledName(theCase) : firstName(contact.name);
  return { social_worker: "the social worker", police_liaison: "the police", someone_else: "someone else" }[id] ?? "someone";
}

/** Parents who may be asked to agree: those with parental responsibility first; one without it cannot agree. */
export function parents(theCase) {
  const may = others(theCase).filter((contact) => mayBeAsked(contact) && contact.parental_responsibility !== false);
  return may.sort((one, other) => Number(other.parental_responsibility === true) - Number(one.parental_responsibility === true));
}

/** The same as tiles. */
export const parentTiles = (theCase) => parents(theCase).map((contact) => ({ id: contact.id, name: firstName(contact.name), relation: relationOf(contact) }));

const digits = (telephone) => telephone.replace(/\D/g, "").replace(/^44/, "0");

export const telephoneLink = (telephone) => `tel:${telephone.replace(/[^\d+]/g, "")}`;
export const textLink = (telephone) => `sms:${telephone.replace(/[^\d+]/g, "")}`;
