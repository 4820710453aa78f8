"""Where the child lives, in what somebody typed: it goes to no reader of a synopsis. Mirrored in static/js/addresses.js.

An address is known by its postcode and by house number and street. What is known is kept out as the page is made; any other postcode is only
pointed out to the interviewer, since the place where a child is in danger must reach the police.
"""

import re
from itertools import pairwise
from typing import Any, NamedTuple

from rhi_app.domain.decisions import COPIES

View = dict[str, Any]
Known = list[list[str]]  # each a row of words as `words_in` has them

KEPT_OUT = "[address kept out]"
FIELDS = ("address", "placement_address")  # of a child
STREETS = {
    "rd": "road", "st": "street", "saint": "street", "ave": "avenue", "av": "avenue", "cl": "close", "ln": "lane", "dr": "drive", "cre": "crescent",
    "ct": "court", "pl": "place", "sq": "square", "ter": "terrace", "terr": "terrace", "gdn": "garden", "gr": "grove", "pk": "park",
}  # fmt: skip
ENDS = {*STREETS.values(), "way", "row", "hill", "green", "mew", "walk", "rise", "view", "end", "parade", "yard", "wharf"}
WORD = re.compile(r"[^\W_]+")
OUTWARD, INWARD = re.compile(r"[a-z]{1,2}[0-9][a-z0-9]?"), re.compile(r"[0-9](?!am|pm)[a-z]{2}")
POSTCODE = re.compile(r"[a-z]{1,2}[0-9][a-z0-9]?[0-9](?!am|pm)[a-z]{2}")
NUMBER = re.compile(r"[0-9]+")
NUMBERED = re.compile(r"[0-9]+[a-z]")  # 18a
AFTER_NUMBER, JOINED = re.compile("[ \t\n\u00a0,.'’-]*"), re.compile("(['’][sS])?[ \t\u00a0.'’-]*")  # what may stand between the words of a street
WIDEST_GAP = 3  # `18,  Sample`: beyond that two words do not belong together
LONGEST = 6


class Word(NamedTuple):
    text: str
    start: int
    end: int


def known_addresses(addresses: list[str]) -> Known:
    """What gives each of them away."""
    found: Known = []
    for address in addresses:
        words = words_in(address)
        found += [[word.text] for word in words if POSTCODE.fullmatch(word.text)]
        streets = (street_after(words, at, address) for at, word in enumerate(words) if NUMBER.fullmatch(word.text))
        found += [street for street in streets if street]
    return found


def addresses_in(text: str, known: Known) -> list[dict[str, Any]]:
    """As they are written there; `known`: the child's own."""
    return [{"text": text[start:end], "known": is_known} for start, end, is_known in places_in(text, known)]


def without_known(text: str, known: Known) -> str:
    kept, last = "", 0
    for start, end, is_known in places_in(text, known):
        if is_known:
            kept, last = kept + text[last:start] + KEPT_OUT, end
    return kept + text[last:]


def kept_out(content: dict[str, Any], view: View, page: str) -> dict[str, Any]:
    """The page without them. Where one stood its reader is told, and whom to ask: nothing waits for it."""
    facts, sections = masked(content["facts"], view["addresses"]), masked(content["sections"], view["addresses"])
    told = [told_of(section, view, page) if section != before else before for section, before in zip(sections, content["sections"], strict=True)]
    return content | {"facts": facts, "sections": told}


def line_kept_out(line: dict[str, Any], view: View) -> dict[str, Any]:
    """A line to be ticked, as it is sent; `addresses`: what its writer may put right, where it goes or may be ticked yet."""
    found = addresses_in(line["text"], view["addresses"]) if line["ticked"] or not line["locked"] else []
    return line | {"text": without_known(line["text"], view["addresses"]), "addresses": found}


def masked(value: Any, known: Known) -> Any:
    if isinstance(value, str):
        return without_known(value, known)
    if isinstance(value, list):
        return [masked(item, known) for item in value]
    return {key: masked(item, known) for key, item in value.items()} if isinstance(value, dict) else value


def told_of(section: dict[str, Any], view: View, page: str) -> dict[str, Any]:
    interviewer = view["interviewer"]
    whom = f"the desk of {interviewer['organisation']}" if interviewer.get("organisation") else interviewer["name"]
    says = f"“{KEPT_OUT}” is an address of {view['child']['called']}’s. If you need it, ask {whom}."
    note = f"“{KEPT_OUT}”: no address is passed on." if page in COPIES else says
    return section | {"blocks": [*section["blocks"], {"kind": "note", "label": "", "text": [note], "questions": []}]}


def places_in(text: str, known: Known) -> list[tuple[int, int, bool]]:
    """In their order, none over another."""
    words, found, at = words_in(text), [], 0
    while at < len(words):
        long = max((len(one) for one in known if is_at(words, at, one)), default=0)
        if long or POSTCODE.fullmatch(words[at].text):
            found.append((words[at].start, words[at + max(long, 1) - 1].end, long > 0))
        at += max(long, 1)
    return found


def is_at(words: list[Word], at: int, known: list[str]) -> bool:
    here = words[at : at + len(known)]
    is_near = all(other.start - one.end <= WIDEST_GAP for one, other in pairwise(here))
    return is_near and [word.text for word in here] == known


def words_in(text: str) -> list[Word]:
    """In one form: small, without plural or possessive, streets written out, the two halves of a postcode as one."""
    found: list[Word] = []
    for match in WORD.finditer(text):
        word = Word(plain(match[0]), match.start(), match.end())
        if word.text == "s" and text[word.start - 1 : word.start] in ("'", "’"):
            continue
        last = found[-1] if found else None
        if last and INWARD.fullmatch(match[0].lower()) and OUTWARD.fullmatch(last.text) and word.start - last.end <= WIDEST_GAP:
            found[-1] = Word(last.text + match[0].lower(), last.start, word.end)
        else:
            found.append(word)
    return found


def plain(word: str) -> str:
    small = word.lower()
    if POSTCODE.fullmatch(small) or OUTWARD.fullmatch(small):
        return small
    if NUMBERED.fullmatch(small):
        return small[:-1]
    single = small[:-1] if len(small) > 3 and small.endswith("s") else small
    return STREETS.get(single, single)


def street_after(words: list[Word], at: int, address: str) -> list[str]:
    """House number and street; empty where what follows the number is no street."""
    street: list[str] = []
    ended = False
    for before, word in pairwise(words[at:]):
        is_joined = (JOINED if street else AFTER_NUMBER).fullmatch(address[before.end : word.start])
        if not is_joined or any(sign.isdecimal() for sign in word.text):
            break
        street.append(word.text)
        ended = len(street) > 1 and word.text in ENDS
        if ended or len(street) == LONGEST:
            break
    street = street if ended else street[:2]
    is_street = len(street) > 1 or (street and len(street[0]) >= 5)
    return [words[at].text, *street] if is_street else []
