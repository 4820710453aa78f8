"""Who may hold the interview, from the engine's decision alone: assigned, suggested, excluded. Knows no authority."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

OTHER_ROLE = "other"


@dataclass(frozen=True)
class Standing:
    """How the rules see somebody in a role. `kind`: assigned, suggested, excluded, open (no rule names anybody), not_named, undecided."""

    kind: str
    say: str = ""
    source: str = ""

    @property
    def needs_reason(self) -> bool:
        return self.kind not in ("assigned", "open")


UNDECIDED = {
    "no_rule": "No rule decides who holds it. Ask a manager.",
    "not_known": "Who holds it is not known yet: a fact is missing.",
    "no": "The protocol assigns nobody.",
}


def standing_of(decision: Mapping[str, Any], role: str, is_also: frozenset[str] = frozenset()) -> Standing:
    """`role`: the role of the protocol in which somebody holds it; `is_also`: what the person is beside it (the responsible
    authority's own, the child's social worker). An exclusion holds whoever assigns, unless the child's own preference lifts it."""
    topics = decision["questions"]["interviewer"]["topics"]
    lifted = _naming(topics.get("choice"), role, "may")
    excluded = next((found for one in (role, *sorted(is_also)) if (found := _naming(topics.get("independence"), one, "excluded"))), None)
    if excluded and not lifted:
        return Standing("excluded", excluded["say"], excluded["citation"]["short"])
    assigned = topics.get("assigned")
    answer = _naming(assigned, role, "who")
    if answer:
        return Standing(answer["value"].get("assigned", "assigned"), answer["say"], answer["citation"]["short"])
    if lifted:
        return Standing("suggested", lifted["say"], lifted["citation"]["short"])
    if assigned is None:
        return Standing("open")
    if assigned["verdict"] != "yes":
        return Standing("undecided", UNDECIDED[assigned["verdict"]])
    return Standing("not_named", "The protocol names somebody else.", assigned["answers"][0]["citation"]["short"])


def roles_of(decision: Mapping[str, Any]) -> list[str]:
    """The roles in which somebody can hold it, as the rules name them: assigned first, then those whom the child may choose."""
    topics = decision["questions"]["interviewer"]["topics"]
    named = [role for topic, key in (("assigned", "who"), ("choice", "may")) for role in _all(topics.get(topic), key)]
    named += [role for role in _all(topics.get("independence"), "excluded") if role != "responsible_authority"]
    return [*dict.fromkeys(named), OTHER_ROLE]


def first_role(decision: Mapping[str, Any]) -> str:
    return roles_of(decision)[0]


def _naming(result: Mapping[str, Any] | None, role: str, key: str) -> Mapping[str, Any] | None:
    """The answer that names the role under this key; a rule that says no names nobody."""
    answers = [one for one in (result or {}).get("answers", []) if one["verdict"] == "yes"]
    return next((one for one in answers if role in as_list(one["value"].get(key))), None)


def _all(result: Mapping[str, Any] | None, key: str) -> list[str]:
    return [role for one in (result or {}).get("answers", []) if one["verdict"] == "yes" for role in as_list(one["value"].get(key))]


def as_list(value: Any) -> list[str]:
    if value is None:
        return []
    return [value] if isinstance(value, str) else list(value)
