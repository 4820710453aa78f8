"""The inbox as rows: initials, what came when, how far it has come. No name, no reason."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from rhi_app.domain.clock import read_moment
from rhi_app.domain.clock_words import LONDON
from rhi_app.domain.record_rules import IF_SO
from rhi_app.models import Account, Delivery
from rhi_app.services import delivery, synopses
from rhi_app.services.children import child_details


@dataclass(frozen=True)
class Row:
    delivery: Delivery
    initials: str

    @property
    def is_urgent(self) -> bool:
        """Only until it is acknowledged: an old alarm that stays red teaches nobody."""
        return self.delivery.synopsis.is_urgent and self.delivery.acknowledged_at is None

    @property
    def is_unread(self) -> bool:
        return self.delivery.opened_at is None

    @property
    def state(self) -> tuple[str, datetime]:
        steps = (("Acknowledged", self.delivery.acknowledged_at), ("Opened", self.delivery.opened_at), ("Came", self.delivery.created_at))
        return next((word, at) for word, at in steps if at is not None)


def rows_of(session: Session, account: Account) -> list[Row]:
    found = delivery.list_inbox(session, account)
    return [Row(one, str(child_details(session, one.synopsis.record.child)["initials"])) for one in found]


def actions_asked(content: synopses.Content, actor: Account) -> list[dict[str, Any]]:
    """The duties of the page as rows to start from: what the protocol asks of the reader, by when. What hangs on a judgement is left out."""
    tables = [block for section in content["sections"] if section["id"] == "duties" for block in section["blocks"]]
    duties = [duty for block in tables for duty in block["duties"] if duty["by"] != IF_SO]
    return [{"what": duty["what"], "who": actor.name, "by": _day(duty["by"])} for duty in duties]


def _day(text: str) -> date | None:
    """The day of a moment in London; a duty without a time leaves it open."""
    try:
        return read_moment(text).astimezone(LONDON).date()
    except ValueError:
        return None
