"""What the shape of a file cannot show: that facts, codes, roles, documents, topics and periods mean something."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from rhi_app.domain import facts as registry
from rhi_app.domain.problems import ProtocolProblem
from rhi_app.domain.protocol.engine import QUESTIONS, Protocol, Protocols
from rhi_app.domain.protocol.moments import UNITS

TOPICS = {
    "offer": {"offer"},
    "interviewer": {"assigned", "independence", "choice", "advocate", "arranges"},
    "deadlines": {"held", "offered", "contacted", "completed", "referred", "recorded"},
    "consent": {"parent", "child", "carer", "responsible_authority"},
    "method": {"means", "place", "before_placement", "company", "language", "aims"},
}
NUMBERS = {"at_least", "over", "at_most", "under", "exactly"}
OPERATORS_OF = {
    "number": NUMBERS,
    "duration": NUMBERS,
    "boolean": {"is"},
    "choice": {"is", "one_of"},
    "code": {"is", "one_of"},
    "set": {"includes", "includes_any", "is_empty"},
}
# What a rule that says yes must hold: its absence would be read as an answer that nobody gave.
NEEDED = {("interviewer", "assigned"): ("assigned", "who"), ("consent", ""): ("required",), ("recipients", ""): ("kind", "share")}
PEOPLE = ("who", "to", "with", "audience", "excluded", "may", "supported_by", "agreed_by", "allocated_by", "arranged_by")


def check_meaning(protocol: Protocol, protocols: Protocols) -> None:
    """Raises a ProtocolProblem at the first thing that means nothing."""
    layers = layers_below(protocol, protocols)
    known = {role for layer in layers for role in layer["words"].get("roles", {})}
    check_day(protocol, protocol, "")
    check_roles_rung(protocol, known)
    seen: dict[str, list[Mapping[str, Any]]] = {}
    for number, rule in enumerate(protocol["rules"]):
        try:
            check_rule(rule, protocol, known)
            check_value(rule, layers)
            check_condition(rule["when"], protocols["facts"], layers, "when")
        except ProtocolProblem as problem:
            raise ProtocolProblem(problem.what, file=protocol["file"], rule=rule["id"], place=f"rules[{number}].{problem.place}") from problem
        for other in seen.setdefault(rule["id"], []):
            if overlap(rule, other):
                raise ProtocolProblem("the id stands twice for the same days", file=protocol["file"], rule=rule["id"], place=f"rules[{number}].id")
        seen[rule["id"]].append(rule)


def check_roles_rung(protocol: Protocol, known: set[str]) -> None:
    """Whom a form rings: a role without a label could be filled in by nobody."""
    local = protocol.get("helplines", {}).get("local")
    rung = [(f"contacts[{at}].role", one["role"]) for at, one in enumerate(protocol.get("contacts", []))]
    for place, role in [*rung, *([("helplines.local.role", local["role"])] if local else [])]:
        if role not in known:
            raise ProtocolProblem(f"{role} is not among words.roles", file=protocol["file"], place=place)


def layers_below(protocol: Protocol, protocols: Protocols) -> list[Protocol]:
    layers = [protocol]
    while layers[-1]["extends"] is not None:
        layers.append(protocols["versions"][layers[-1]["extends"]][-1])
    return layers


def check_rule(rule: Mapping[str, Any], protocol: Protocol, known: set[str]) -> None:
    check_day(rule, protocol, rule["id"])
    topics = TOPICS.get(rule["question"])
    if topics is not None and rule["topic"] not in topics:
        fault = f"{rule['question']} needs a topic" if rule["topic"] == rule["question"] else f"{rule['topic']} is no topic of {rule['question']}"
        raise ProtocolProblem(f"{fault}: {', '.join(sorted(topics))}", place="topic")
    if rule["verdict"] != "yes" and QUESTIONS[rule["question"]] != "one":
        raise ProtocolProblem(f"{rule['question']} takes no verdict", place="verdict")
    for citation in rule["cites"]:
        if citation["document"] not in protocol["documents"]:
            raise ProtocolProblem(f"there is no document called {citation['document']}", place="cites")
    for place, role in roles_in(rule):
        if role not in known:
            raise ProtocolProblem(f"{role} is not among words.roles", place=place)


def check_value(rule: Mapping[str, Any], layers: list[Protocol]) -> None:
    value, question = rule["value"], rule["question"]
    needed = NEEDED.get((question, rule["topic"]), NEEDED.get((question, ""), ())) if rule["verdict"] == "yes" else ()
    for key in needed or (("kind",) if question == "recipients" else ()):
        if key not in value:
            raise ProtocolProblem(f"{key} is needed", place=f"value.{key}")
    if "working_days" in value and not any("holidays" in layer for layer in layers):
        raise ProtocolProblem("working days are counted, and no layer says whose bank holidays: holidays is needed", place="value.working_days")
    check_length(value)


def check_length(value: Mapping[str, Any]) -> None:
    if "from" not in value and any(unit in value for unit in (*UNITS, "working_days", "every")):
        raise ProtocolProblem("a length of time needs the event that it runs from", place="value.from")
    if "every" in value and "until" not in value:
        raise ProtocolProblem("what repeats needs the event that ends it", place="value.until")


def roles_in(rule: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key in PEOPLE:
        named = rule["value"].get(key, [])
        for role in [named] if isinstance(named, str) else named:
            yield f"value.{key}", role
    if "kind" in rule["value"]:
        yield "value.kind", rule["value"]["kind"]


def check_day(period: Mapping[str, Any], protocol: Protocol, rule: str) -> None:
    for key in ("from", "until"):
        try:
            date.fromisoformat(period[key] or "2000-01-01")
        except ValueError as error:
            raise ProtocolProblem(f"{period[key]} is no day", file=protocol["file"], rule=rule, place=key) from error
    if period["from"] and period["until"] and period["until"] < period["from"]:
        raise ProtocolProblem("ends before it begins", file=protocol["file"], rule=rule, place="until")


def overlap(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    first = max(one["from"] or "0000-00-00", other["from"] or "0000-00-00")
    return first <= min(one["until"] or "9999-99-99", other["until"] or "9999-99-99")


def check_condition(condition: Mapping[str, Any], facts: Mapping[str, Any], layers: list[Protocol], place: str) -> None:
    for key in ("all", "any"):
        for number, part in enumerate(condition.get(key, [])):
            check_condition(part, facts, layers, f"{place}.{key}[{number}]")
    if "not" in condition:
        check_condition(condition["not"], facts, layers, f"{place}.not")
    if "where" in condition:
        check_condition(condition["where"], facts["episodes"]["fields"], layers, f"{place}.where")
    if "fact" in condition:
        check_comparison(condition, facts, layers, place)


def check_comparison(condition: Mapping[str, Any], facts: Mapping[str, Any], layers: list[Protocol], place: str) -> None:
    name, op, value = condition["fact"], condition["op"], condition["value"]
    fact = facts.get(name)
    if fact is None:
        raise ProtocolProblem(f"there is no fact called {name}", place=f"{place}.fact")
    if op not in OPERATORS_OF.get(fact["type"], set()):
        raise ProtocolProblem(f"{name} is of type {fact['type']} and cannot be compared with {op}", place=f"{place}.op")
    if not fits(op, value, fact, layers):
        raise ProtocolProblem(f"{value!r} is no value to compare {name} ({fact['type']}) with{hint(op, value, fact, layers)}", place=f"{place}.value")


def hint(op: str, value: Any, fact: Mapping[str, Any], layers: list[Protocol]) -> str:
    if op in ("one_of", "includes_any") and not isinstance(value, list):
        return f"; {op} takes a list"
    if "choices" not in fact:
        return ""
    own = [code for layer in layers for code in layer["words"].get(fact.get("words", ""), {})]
    more = f"; a code of your own stands in words.{fact['words']}" if "words" in fact else ""
    return f"; the codes are {', '.join(dict.fromkeys([*fact['choices'], *own]))}{more}"


def fits(op: str, value: Any, fact: Mapping[str, Any], layers: list[Protocol]) -> bool:
    one = {**fact, "type": "choice"} if fact["type"] == "set" else fact
    if op in ("one_of", "includes_any"):
        return isinstance(value, list) and bool(value) and all(registry.is_of_type(item, one, layers) for item in value)
    if op == "is_empty":
        return isinstance(value, bool)
    is_range = isinstance(value, dict) and ("at_least" in value or "at_most" in value)
    return not is_range and registry.is_of_type(value, one, layers)
