"""The demonstration's invented people and children. Everything goes through the services that the screens use."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from rhi_app.domain.problems import Problem
from rhi_app.models import Account, Organisation
from rhi_app.services import accounts, directory, protocol_versions, second_factor
from rhi_app.services.allocation import allocate
from rhi_app.services.demonstration_children import NOTICES
from rhi_app.services.intake import add_episode
from rhi_app.services.role_numbers import save_numbers

PROPOSED = Path(__file__).parent.parent / "demo" / "port-anywhere.json"
PROVIDER = "Wayside Young People’s Service"
AUTHORITIES = {
    "wayside": (PROVIDER, "provider", None),
    "essex": ("Essex County Council", "authority", "essex"),
    "essex-police": ("Essex Police", "force", None),
    "camden": ("Camden Council", "authority", "camden"),
}


class NotTheDemonstration(Problem):
    slug = "not-the-demonstration"
    sentence = "The demonstration works with RHI_DEMO=1 alone."


class AlreadySeeded(Problem):
    slug = "already-seeded"
    sentence = "There are accounts here already; the demonstration is seeded into an empty database alone."


@dataclass(frozen=True)
class Person:
    """The passwords may be read by everybody: these accounts are as good as absent outside of the demonstration."""

    name: str
    email: str
    job_title: str
    organisation: str
    role: str
    password: str


CAST = {
    "amira": Person("Amira Haddad", "amira.haddad@wayside.example", "Interviewer", "wayside", "interviewer", "lantern pebble orchard violin"),
    "ben": Person("Ben Osei", "ben.osei@wayside.example", "Coordinator", "wayside", "coordinator", "copper meadow saddle thistle"),
    "priya": Person("Priya Nair", "priya.nair@wayside.example", "Desk", "wayside", "provider_desk", "harbour linen marble sparrow"),
    "maeve": Person("Maeve Ridley", "maeve.ridley@wayside.example", "Manager", "wayside", "manager", "cobalt ladder prairie teapot"),
    "nadia": Person("Nadia Kerr", "nadia.kerr@wayside.example", "Administrator", "wayside", "administrator", "fiddle gravel lemon parade"),
    "tomos": Person("Tomos Bevan", "tomos.bevan@wayside.example", "Administrator", "wayside", "administrator", "almond bucket pigeon scarf"),
    "cerys": Person("Cerys Vaughan", "cerys.vaughan@essex.example", "Social worker", "essex", "social_worker", "acorn bramble kettle ribbon"),
    "dan": Person(
        "Dan Whitlock", "dan.whitlock@essex-police.example", "Missing person liaison officer", "essex-police", "police_liaison",
        "anchor candle ferry walnut",
    ),
    "erin": Person("Erin Castell", "erin.castell@camden.example", "Social worker", "camden", "social_worker", "basket clover juniper mitten"),
    "imani": Person("Imani Rowe", "imani.rowe@camden.example", "MASH practitioner", "camden", "recipient", "pepper canyon velvet oyster"),
}  # fmt: skip
DESK = ("camden", "mash_manager", "Camden MASH", ("erin", "imani"))  # two read there: whoever opens it has claimed it

NUMBERS = {"duty_desk": "01632 960400", "families_hub": "01632 960401", "police_liaison": "01632 960402"}  # invented; the social worker's stays open


def seed(session: Session, provider_id: str, now: datetime) -> None:
    """The cast, and three children whose cases are with the interviewer. `provider_id` is the organisation that the manifest names."""
    if session.scalar(select(Account.id).limit(1)) is not None:
        raise AlreadySeeded
    organisations = _seed_organisations(session, provider_id, now)
    people = {key: _seed_person(session, organisations, person, now) for key, person in CAST.items()}
    readers = {"social_worker_id": people["cerys"].id, "police_liaison_id": people["dan"].id}
    for notice in NOTICES:
        episode = add_episode(session, people["ben"], notice(now) | readers, now)
        allocate(session, people["ben"], episode, people["amira"], now)
    save_numbers(session, people["nadia"], "essex", NUMBERS, now)
    place, role, name, members = DESK
    directory.save_desk(session, people["nadia"], None, organisations[place], role, name, [people[key].id for key in members], now)


def propose(session: Session, now: datetime) -> None:
    """A seventh authority, invented and written with FORMAT.md alone: it waits for the two administrators."""
    text = PROPOSED.read_text(encoding="utf-8")
    protocol_versions.propose(session, text, PROPOSED.name, json.loads(text)["from"], now)


def list_cast(session: Session, now: datetime) -> dict[str, dict[str, Any]]:
    """Everybody with their password and the code that opens next."""
    return {key: _told(session, person, now) for key, person in CAST.items()}


def _seed_organisations(session: Session, provider_id: str, now: datetime) -> dict[str, Organisation]:
    made = {}
    for key, (name, kind, authority) in AUTHORITIES.items():
        chosen = provider_id if key == "wayside" else None
        made[key] = accounts.add_organisation(session, None, name, kind, authority, now, organisation_id=chosen)
    return made


def _seed_person(session: Session, organisations: dict[str, Organisation], person: Person, now: datetime) -> Account:
    return accounts.add_account(
        session, None, organisations[person.organisation], email=person.email, name=person.name, job_title=person.job_title,
        roles={person.role}, password=person.password, is_demonstration=True, now=now,
    )  # fmt: skip


def _told(session: Session, person: Person, now: datetime) -> dict[str, Any]:
    account = accounts.find_by_email(session, person.email)
    if account is None:
        raise NotTheDemonstration("There is no cast here yet: `flask seed-demo` makes it.")
    code, wait = second_factor.code_to_use(session, account, now)
    return {
        "id": account.id,
        "name": person.name,
        "email": person.email,
        "job_title": person.job_title,
        "organisation": account.organisation.name,
        "role": person.role,
        "password": person.password,
        "code": code,
        "code_opens_in_seconds": wait,
        "code_changes_at": _changes_at(now).isoformat(),
    }


def _changes_at(now: datetime) -> datetime:
    step = second_factor.STEP_SECONDS
    return now + timedelta(seconds=step - now.timestamp() % step)
