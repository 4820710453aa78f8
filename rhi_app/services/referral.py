"""What the protocol wants a referral to carry, and what of it is not known yet."""

from typing import Any

from rhi_app.domain.protocol import content_of
from rhi_app.models import Episode
from rhi_app.services.protocols import protocols

Plain = dict[str, Any]


def not_in_referral(episode: Episode, child: Plain, told: Plain) -> list[dict[str, str]]:
    """As a page asks for it; a field that no form here asks for is named all the same, so that a person sees to it."""
    content = content_of(protocols(), episode.authority, episode.missing_from_at, episode.protocol_version)
    fields = (content["referral"] or {}).get("fields", [])
    has = {
        "missing_from": episode.missing_from_at is not None,
        "missing_to": (episode.found_at or episode.returned_at) is not None,
        "address": bool(child["address"] or child["placement_address"]),
        "known_risk_to_the_visitor": told["visiting_risk"]["known"] is not None,
        "contact_first": bool(told["contact_first"]),
    }
    source = content["taken_from"]["referral"]
    return [{"fact": one["field"], "ask": _asked(one, source)} for one in fields if not has.get(one["field"], False)]


def _asked(field: Plain, source: str) -> str:
    words = str(field["field"]).replace("_", " ")
    cited = f" ({source} {field['cites'][0]['paragraph']})" if field.get("cites") else ""
    return f"For the referral: {words}{cited}"
