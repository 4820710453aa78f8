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

ASKED_AS = {"team": "Not opened by its reader", "duty_manager": "Not opened by its reader or their team"}


@dataclass(frozen=True)
class Row:
    delivery: Delivery
    initials: str
    is_mine: bool  # opened by this person; of a desk, another may have claimed it

    @property
    def is_urgent(self) -> bool:
        """Only until it is acknowledged: an old alarm that stays red teaches nobody."""
        return self.delivery.synopsis.is_urgent and self.delivery.acknowledged_at is None

    @property
    def is_unread(self) -> bool:
        return self.delivery.opened_at is None

    @property
    def state(self) -> tuple[str, datetime]:
        one = self.delivery
        steps = (("Acted on", one.acted_at), ("Acknowledged", one.acknowledged_at), ("Opened", one.opened_at), ("Came", one.created_at))
        return next((word, at) for word, at in steps if at is not None)

    @property
    def notes(self) -> list[str]:
        """For whom else it is, and who has it."""
        desk, claimed = self.delivery.desk, self.delivery.claimed_by
        asked = ASKED_AS.get(self.delivery.asked_as, "")
        return [words for words in (desk.name if desk else "", f"claimed by {claimed.name}" if claimed else "", asked) if words]


def rows_of(session: Session, account: Account) -> list[Row]:
    found = delivery.list_inbox(session, account)
    return [
        Row(one, str(child_details(session, one.synopsis.record.child)["initials"]), delivery.is_readable_by(one, account)) for one in found
    ]


def actions_asked(content: synopses.Content, actor: Account) -> list[dict[str, Any]]:
    """The duties of the page as rows to start from: what the protocol asks of the reader, by when. What hangs on a judgement is left out."""
    blocks = [block for section in content["sections"] if section["id"] == "duties" for block in section["blocks"]]
    duties = [duty for block in blocks for duty in block.get("duties", []) if duty["by"] != IF_SO]
    return [{"what": duty["what"], "who": actor.name, "by": _day(duty["by"])} for duty in duties]


def _day(text: str) -> date | None:
    """The day of a moment in London; a duty without a time leaves it open."""
    try:
        return read_moment(text).astimezone(LONDON).date()
    except ValueError:
        return None
