"""Episodes of any authority, taken in by the service; and the decisions that people make of them."""

from datetime import datetime, timedelta
from typing import Any

from rhi_app.database import db
from rhi_app.models import Account, Episode
from rhi_app.services import intake

EMPTY: dict[str, Any] = {"grade": "medium", "missing_from": "home", "found_at": None, "legal_status": "none", "services": [], "earlier": []}


def person(account_id: str) -> Account:
    return db.session.get_one(Account, account_id)


def an_episode(cast: dict[str, str], now: datetime, authority: str, years: int = 14, **told: Any) -> Episode:
    return intake.add_episode(db.session, person(cast["ben"]), a_notice(cast, now, authority, years, **told), now)


def a_notice(cast: dict[str, str], now: datetime, authority: str, years: int = 14, **told: Any) -> dict[str, Any]:
    """Away for twelve hours, back for three; who reads it is named."""
    born = (now - timedelta(days=20)).date()
    return EMPTY | {
        "authority": authority, "name": "Sam Invented", "born_on": born.replace(year=born.year - years, day=min(born.day, 28)).isoformat(),
        "category": "missing", "missing_from_at": now - timedelta(hours=15), "reported_at": now - timedelta(hours=13),
        "returned_at": now - timedelta(hours=3), "social_worker_id": cast["cerys"], "police_liaison_id": cast["dan"],
    } | told  # fmt: skip
