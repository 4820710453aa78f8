"""The protocols with their versions and rules, for anyone who is signed in."""

from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from rhi_app.database import db
from rhi_app.domain.problems import NotHere
from rhi_app.domain.protocol.engine import Protocol
from rhi_app.services import protocol_versions
from rhi_app.services.protocols import authorities, protocols

bp = Blueprint("protocols", __name__)

TITLES = {
    "offer": "Must it be offered", "additional_offers": "Offers beside it", "interviewer": "Who holds it", "deadlines": "By when",
    "consent": "Whose agreement", "method": "How", "decline": "If it is declined", "recipients": "Who gets what", "closing": "To close it",
    "duties": "Duties", "satisfied_by": "What stands for it",
}  # fmt: skip
TOPICS = {
    "interviewer": {
        "assigned": "the person", "independence": "how independent", "choice": "the young person’s choice", "advocate": "an advocate",
        "arranges": "who arranges it",
    },
    "deadlines": {
        "held": "the interview", "offered": "the offer", "contacted": "the first contact", "completed": "the write-up",
        "referred": "the referral", "recorded": "the record",
    },
    "consent": {"parent": "a parent", "child": "the young person", "carer": "a carer", "responsible_authority": "the responsible authority"},
    "method": {
        "means": "in person or not", "place": "the place", "before_placement": "before a placement", "company": "who is there",
        "language": "the language", "aims": "what it is for",
    },
}  # fmt: skip


@bp.get("/protocols")
def index() -> ResponseReturnValue:
    proposed = [(row, protocol_versions.protocol_of(db.session, row)["name"]) for row in protocol_versions.list_proposed(db.session)]
    return render_template("portal/protocols.html", versions=protocols()["versions"], proposed=proposed, authorities=authorities())


@bp.get("/protocols/<authority>/<version>")
def show(authority: str, version: str) -> ResponseReturnValue:
    found = [one for one in protocols()["versions"].get(authority, []) if one["version"] == version]
    if not found:
        raise NotHere
    return render_template("portal/protocol.html", protocol=found[0], rules=rules_of(found[0]))


def rules_of(protocol: Protocol) -> dict[str, list[Any]]:
    """In the order of the questions, under their titles."""
    rules = {title: [rule for rule in protocol["rules"] if rule["question"] == question] for question, title in TITLES.items()}
    return {title: those for title, those in rules.items() if those}


def topic_words(place: str) -> str:
    """`deadlines held` for people. What is free in the format (a duty, a recipient) is the file's own word."""
    question, _, topic = place.partition(" ")
    words = TOPICS.get(question, {}).get(topic, topic.replace("_", " ").replace("-", " "))
    return f"{TITLES[question]}: {words}" if topic else TITLES[question]
