"""What a person should look at in an entry that came well sealed. Every finding is a flag; none is a reason to refuse."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from rhi_app.domain import canonical
from rhi_app.domain.clock import read_moment

FLAG_BYTES = 60  # of the column
CLOCKS_AGREE = timedelta(minutes=2)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)

Entry = Mapping[str, Any]


def digest_of(entry: Entry) -> str:
    """Made again from what the entry says."""
    return canonical.digest({name: value for name, value in entry.items() if name != "digest"})


def findings(entry: Entry, made: Mapping[int, Entry], account: str, device: str, received_at: datetime) -> list[str]:
    """`made`: what the server has of the same maker in the same record, by number."""
    number = entry["number"]
    found = {
        "digest-differs": entry["digest"] != digest_of(entry),
        "other-author": entry["author"] != account,
        "other-device": entry["device"] != device,
        "number-twice": number in made,
        "chain-broken": not _follows(entry, made.get(number - 1)) or not _is_followed(entry, made.get(number + 1)),
        "time-ahead": _is_ahead(entry, received_at),
    }
    return [slug for slug, is_so in found.items() if is_so]


def _follows(entry: Entry, before: Entry | None) -> bool:
    """What is urgent overtakes: an entry whose predecessor is still on its way is looked at when that one comes."""
    if before is None:
        return bool(entry["number"] > 1 or entry["previous"] == "")
    return bool(entry["previous"] == before["digest"])


def _is_followed(entry: Entry, after: Entry | None) -> bool:
    return after is None or bool(after["previous"] == entry["digest"])


def join_flags(slugs: Iterable[str]) -> str:
    """As many whole slugs as the column holds, each once, the first found first."""
    flag = ""
    for slug in dict.fromkeys(slugs):
        longer = f"{flag} {slug}".strip()
        if len(longer) <= FLAG_BYTES:
            flag = longer
    return flag


def _is_ahead(entry: Entry, received_at: datetime) -> bool:
    """Said to have happened after the server had it: the phone's clock runs ahead of its own measured offset."""
    # In whole milliseconds: an offset may lie beyond every date there is.
    happened_ms = (read_moment(entry["happened_at"]) - EPOCH) // MILLISECOND + (entry["offset_ms"] or 0)
    return bool(happened_ms > (received_at + CLOCKS_AGREE - EPOCH) // MILLISECOND)
