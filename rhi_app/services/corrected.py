"""What was put right: the old value stays beside the new one, sealed with who said so, when and why. What was not known before is no correction."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rhi_app.domain.clock import write_moment
from rhi_app.domain.synopsis_words import day_words, moment_words_with_year
from rhi_app.models import Account
from rhi_app.services.fact_words import said
from rhi_app.services.protocols import protocols

Plain = dict[str, Any]
UNKNOWN: tuple[Any, ...] = (None, "", [], {}, {"known": None, "text": ""})
MOMENTS = ("missing_from_at", "reported_at", "found_at", "returned_at")
CODED = {
    "missing_from_at": "Went missing", "reported_at": "Reported to the police", "came_back": "Has come back", "found_at": "Found",
    "returned_at": "Came back", "missing_from": "Missing from", "category": "Category", "grade": "Police grade",
    "legal_status": "Legal status then", "services": "Services then", "placement": "Placement", "at_return": "Status at the return",
    "social_worker_id": "Social worker", "police_liaison_id": "Police liaison", "earlier": "Earlier absences",
}  # fmt: skip
SEALED = {
    "name": "Name", "called": "Called", "born_on": "Day of birth", "gender": "Gender", "language": "Language", "address": "Home address",
    "placement_address": "Placement address", "school": "School", "contacts": "Someone around the child", "contact_first": "First contact",
    "visiting_risk": "Risk to a visitor", "police_reference": "Police reference", "circumstances": "What is known",
}  # fmt: skip


@dataclass(frozen=True)
class Corrected:
    what: str
    was: str
    by: str
    at: str
    why: str
    is_coded: bool  # told without opening a name


def is_same(before: Any, after: Any) -> bool:
    """A page shows minutes, and a list in its own order: neither is a change."""
    if isinstance(before, datetime) and isinstance(after, datetime):
        return before.replace(second=0, microsecond=0) == after.replace(second=0, microsecond=0)
    if isinstance(before, list) and isinstance(after, list) and all(isinstance(one, str) for one in before + after):
        return sorted(before) == sorted(after)
    return bool(before == after)


def known_before(before: Plain, after: Plain) -> Plain:
    """What was known and is now said otherwise, as it was."""
    return {name: before[name] for name, value in after.items() if before.get(name) not in UNKNOWN and not _still_holds(before[name], value)}


def _still_holds(before: Any, after: Any) -> bool:
    """What is only added to takes nothing back."""
    if isinstance(before, list) and isinstance(after, list) and all(isinstance(one, str) for one in before + after):
        return set(before) <= set(after)
    if isinstance(before, dict) and isinstance(after, dict):
        return all(is_same(value, after.get(name)) for name, value in before.items())
    return is_same(before, after)


def kept(details: Plain, was: Plain, actor: Account, why: str, now: datetime) -> Plain:
    """The details with what they said before."""
    lines = [{"name": name, "was": _plain(value), "by": actor.name, "at": write_moment(now), "why": why} for name, value in was.items()]
    return {**details, "corrections": [*details.get("corrections", []), *lines]} if lines else details


def told(details: Plain, authority: str) -> list[Corrected]:
    """As a page says it, the newest first."""
    return [
        Corrected(_what(one["name"]), _was(authority, one["name"], one["was"]), one["by"], one["at"], one["why"], one["name"] not in SEALED)
        for one in reversed(details.get("corrections", []))
    ]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return write_moment(value)
    return value.name if isinstance(value, Account) else value


def _what(name: str) -> str:
    return (CODED | SEALED).get(name) or str(protocols()["facts"].get(name, {}).get("ask", name))


def _was(authority: str, name: str, value: Any) -> str:
    if name in MOMENTS:
        return moment_words_with_year(value)
    if name == "earlier":
        return ", ".join(moment_words_with_year(one) for one in value)
    if name == "born_on":
        return day_words(value)
    if name == "visiting_risk":
        return value["text"] or "None known"
    if name == "contacts":
        return "; ".join(_person(one) for one in value)
    return ", ".join(_parts(authority, value)) if isinstance(value, dict) else said(authority, name, value)


def _person(contact: Plain) -> str:
    barred = "must not be rung or asked" if contact["do_not_contact"] else ""
    return ", ".join(part for part in (contact["name"], contact["relation"], contact["telephone"], contact["how"], barred) if part)


def _parts(authority: str, value: Plain) -> Iterator[str]:
    """Of a placement, or of a status at the return, which holds one."""
    for name, part in value.items():
        if isinstance(part, dict):
            yield from _parts(authority, part)
        elif name == "in_area":
            yield "in the authority’s own area" if part else "outside the authority’s own area"
        elif name != "run_by":  # an organisation, by its id alone
            yield said(authority, "placement_type" if name == "type" else name, part)
