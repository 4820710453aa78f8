/* Whether a line would show who said it: a warning before it is sent, never a lock. Mirrors domain/synopsis_source.py. */

const PROTECTED = ["police_liaison", "carer"]; // pages that may be read out to the one whom they are about
const SAID = ["said", "says", "told", "tells", "according"];
const wordsIn = (text) => text.match(/[\p{L}\p{N}]+/gu) ?? [];

/** The word that gives it away. In the young person's own words only other people's names do. */
export function revealedIn(text, kind, view, page) {
  if (!PROTECTED.includes(page)) return "";
  const people = view.people.flatMap(wordsIn).filter((word) => [...word].length > 2);
  const telling = kind === "words" ? people : [...people, ...SAID, ...wordsIn(view.child.called)];
  const wanted = new Set(telling.map((word) => word.toLowerCase()));
  return wordsIn(text).find((word) => wanted.has(word.toLowerCase())) ?? "";
}

/** Of a list, how each item is known: whom it is about must stand there by name. */
export function tellingText(answer, text) {
  const isItem = (item) => item !== null && typeof item === "object" && !Array.isArray(item);
  if (!Array.isArray(answer) || !answer.some(isItem)) return text;
  return answer.filter(isItem).map((item) => String(item.known ?? "")).join(" ");
}
