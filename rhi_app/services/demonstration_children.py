"""The notices of the demonstration's three children, all times relative to the seeding. Everybody is invented; the numbers are kept for fiction."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from rhi_app.domain.clock import write_moment
from rhi_app.domain.identifiers import new_id

Notice = dict[str, Any]


def kofi(now: datetime) -> Notice:
    """Essex, at home, open to social care, first episode, 12 and a half hours, back for 20 hours."""
    returned = _ago(now, hours=20)
    missing = returned - timedelta(hours=12, minutes=30)
    return _notice(
        "Kofi Marlow", _born(now, years=14, days=133), missing, returned,
        gender="Boy", language="English", address="18 Sample Row, Colchester CO0 0AA", school="Sample Lane Academy",
        missing_from="home", grade="medium", legal_status="none", services=["child_in_need"], earlier=[],
        police_reference="42/0187/26",
        circumstances="Left after an argument about a telephone. Found by a patrol at the bus station and brought home.",
        contact_first="Ring the mother on her mobile. She works nights; rings are answered after 14:00.",
        visiting_risk={"known": True, "text": "A large dog, kept in the back room when the visit is announced. Parking is in the next street."},
        contacts=[
            _contact("Joanna Marlow", "Mother", "07700 900141", how="Mobile, after 14:00", responsible=True, lives_with=True),
            _contact(
                "Neil Draper", "Stepfather", "07700 900142", responsible=False,
                do_not_contact="Kofi asked that he is not told. He is named in the last assessment.",
            ),
            _contact("Grace Marlow", "Grandmother", "01632 960143", how="Landline, mornings", responsible=False),
        ],
    )  # fmt: skip


def tia(now: datetime) -> Notice:
    """Essex, in care, second episode: no parent is asked."""
    returned = _ago(now, hours=9)
    missing = returned - timedelta(hours=6)
    return _notice(
        "Tia Adeyemi", _born(now, years=15, days=71), missing, returned,
        gender="Girl", language="English, some Yoruba", address="Whereabouts of the family: see the social worker",
        placement_address="Fernleigh House, 3 Example Way, Chelmsford CM0 0BB", school="Example Road School",
        missing_from="care", grade="medium", legal_status="looked_after", services=[], earlier=[write_moment(missing - timedelta(days=23))],
        placement={"in_area": True, "type": "residential"}, police_reference="42/0203/26",
        circumstances="Did not come back from school. Returned alone by train.",
        contact_first="Ring Fernleigh House and ask for the key worker.",
        visiting_risk={"known": False, "text": ""},
        contacts=[
            _contact("Marcus Reid", "Key worker", "01632 960210", how="The house, any time", responsible=False, lives_with=True),
            _contact("Folake Adeyemi", "Mother", "07700 900211", responsible=None),
        ],
    )  # fmt: skip


def leo(now: datetime) -> Notice:
    """Essex, at home, open to social care: for the decline, whose short synopsis goes to the social worker."""
    returned = _ago(now, hours=30)
    missing = returned - timedelta(hours=9)
    return _notice(
        "Leo Okafor", _born(now, years=13, days=210), missing, returned,
        gender="Boy", language="English", address="7 Example Close, Harlow CM0 0CC", school="Sample Hill School",
        missing_from="home", grade="low", legal_status="none", services=["child_in_need"], earlier=[], police_reference="42/0177/26",
        circumstances="Stayed at a friend’s without saying so.",
        contact_first="Ring the father; he passes the telephone on.",
        visiting_risk={"known": None, "text": ""},
        contacts=[
            _contact("Daniel Okafor", "Father", "07700 900301", how="Mobile, evenings", responsible=True, lives_with=True),
            _contact("Ruth Okafor", "Mother", "07700 900302", responsible=True),
        ],
    )  # fmt: skip


NOTICES: tuple[Callable[[datetime], Notice], ...] = (kofi, tia, leo)


def _notice(name: str, born_on: str, missing: datetime, returned: datetime, **told: Any) -> Notice:
    return {
        "name": name,
        "called": name.split()[0],
        "born_on": born_on,
        "authority": "essex",
        "category": "missing",
        "missing_from_at": missing,
        "reported_at": missing + timedelta(hours=2),
        "found_at": returned - timedelta(minutes=40),
        "returned_at": returned,
        **told,
    }


def _contact(
    name: str, relation: str, telephone: str, *, how: str = "", responsible: bool | None, lives_with: bool = False, do_not_contact: str = ""
) -> dict[str, Any]:
    return {
        "id": new_id(), "name": name, "relation": relation, "telephone": telephone, "how": how, "parental_responsibility": responsible,
        "lives_with": lives_with, "do_not_contact": bool(do_not_contact), "do_not_contact_reason": do_not_contact, "asked_by_at": None,
    }  # fmt: skip


def _ago(now: datetime, hours: int) -> datetime:
    """Told by people, so to the full five minutes."""
    moment = now - timedelta(hours=hours)
    return moment.replace(minute=moment.minute - moment.minute % 5, second=0, microsecond=0)


def _born(now: datetime, years: int, days: int) -> str:
    """Somebody who is so many years old, and had that birthday so many days ago."""
    birthday = (now - timedelta(days=days)).date()
    return birthday.replace(year=birthday.year - years, day=min(birthday.day, 28)).isoformat()
