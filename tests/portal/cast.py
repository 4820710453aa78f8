"""The people of the tests, and the story's notice. All invented."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from unittest.mock import patch

from flask import Flask

from rhi_app import current
from rhi_app.database import db
from rhi_app.models import Account
from rhi_app.services import accounts, passwords, sign_in
from tests.portal.strict import Browser

NOW = datetime(2026, 11, 20, 9, 12, tzinfo=UTC)
PASSWORD = "four invented words here"


@dataclass(frozen=True)
class Person:
    name: str
    organisation: str
    role: str


PEOPLE = {
    "amira": Person("Amira Haddad", "wayside", "interviewer"),
    "ben": Person("Ben Osei", "wayside", "coordinator"),
    "priya": Person("Priya Nair", "wayside", "provider_desk"),
    "maeve": Person("Maeve Ridley", "wayside", "manager"),
    "cerys": Person("Cerys Vaughan", "essex", "social_worker"),
    "dan": Person("Dan Whitlock", "police", "police_liaison"),
    "erin": Person("Erin Castell", "camden", "social_worker"),
    "olu": Person("Olu Farrant", "elsewhere", "coordinator"),
}
ORGANISATIONS = {
    "wayside": ("Wayside Young People’s Service", "provider", None),
    "elsewhere": ("Northgate Youth Support", "provider", None),
    "essex": ("Essex children and families", "authority", "essex"),
    "camden": ("Camden children and families", "authority", "camden"),
    "police": ("Essex Police", "force", None),
}


hash_once = cache(passwords.hash_password)  # everybody's password is the same, and hashing is slow on purpose


@patch.object(accounts, "hash_password", hash_once)
def add_cast(organisation_id: str) -> dict[str, str]:
    """Account ids by first name."""
    made = {}
    for key, (name, kind, authority) in ORGANISATIONS.items():
        made[key] = accounts.add_organisation(db.session, None, name, kind, authority, NOW)
    made["wayside"].id = organisation_id
    db.session.flush()
    ids = {}
    for key, person in PEOPLE.items():
        account = accounts.add_account(
            db.session, None, made[person.organisation], email=f"{key}@{person.organisation}.example", name=person.name,
            roles={person.role}, password=PASSWORD, now=NOW, is_demonstration=True,
        )  # fmt: skip
        ids[key] = account.id
    db.session.commit()
    return ids


def signed_in(app: Flask, account_id: str, now: datetime) -> Browser:
    browser = Browser(app)
    with app.app_context():
        token = sign_in.begin(db.session, db.session.get_one(Account, account_id), now)
        db.session.commit()
    with browser.client.session_transaction() as cookie:
        cookie[current.TOKEN] = token
    return browser


def moment(name: str, at: datetime) -> dict[str, str]:
    """What somebody types for a moment, in London (in November: UTC)."""
    return {f"{name}-day": str(at.day), f"{name}-month": str(at.month), f"{name}-year": str(at.year), f"{name}-time": f"{at:%H:%M}"}


def notice(now: datetime, cast: dict[str, str], **changes: Any) -> dict[str, Any]:
    """The story's boy: 14, at home, open to social care, first episode, away 12 and a half hours, back for 20."""
    back = now - timedelta(hours=20)
    told = {
        "authority": "essex",
        "missing_from": "home",
        **moment("missing_from_at", back - timedelta(hours=12, minutes=30)),
        **moment("reported_at", back - timedelta(hours=9)),
        "came_back": "yes",
        **moment("found_at", back - timedelta(minutes=40)),
        **moment("returned_at", back),
        "category": "missing",
        "grade": "medium",
        "police_reference": "EP-20261119-0417",
        "circumstances": "Left after an argument.",
        "child_name": "Kofi Marlow",
        "born_on-day": "5",
        "born_on-month": "5",
        "born_on-year": "2012",
        "address": "1 Example Street",
        "legal_status": "none",
        "services": ["child_in_need"],
        "missing_before": "no",
        "contacts-0-name": "Joanna Marlow",
        "contacts-0-relation": "mother",
        "contacts-0-telephone": "01632 960001",
        "contacts-0-how": "before 17:00",
        "contacts-0-parental_responsibility": "yes",
        "contacts-0-lives_with": "yes",
        "contacts-1-name": "Neil Draper",
        "contacts-1-relation": "stepfather",
        "contacts-1-telephone": "01632 960002",
        "contacts-1-do_not_contact": "yes",
        "contacts-1-do_not_contact_reason": "The child is afraid of him.",
        "contact_first": "Ring the mother on her mobile.",
        "visiting_risk": "no",
        "social_worker": cast["cerys"],
        "police_liaison": cast["dan"],
    }
    return told | changes
