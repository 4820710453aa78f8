"""From a finished record on its way out of the phone to the letterbox: a running installation, its worker, renderer and mail server over TLS."""

import time
from typing import Any

from sqlalchemy import select

from bench.figures import Figure, figure
from bench.office import Office, running_installation
from rhi_app.database import db
from rhi_app.models import Delivery, Synopsis
from tests.phone_simulator import Phone, to_address
from tests.synopsis import story

RECORDS = 8
SECONDS_AT_MOST = 120
EVERY = 0.05


def measure_delivered() -> list[Figure]:
    with running_installation() as installation:
        office = Office(installation)
        phone = Phone(to_address(installation.base_url, SECONDS_AT_MOST)).enrol(office.issue_code())
        office.activate_newest_phone()
        office.allocate_cases(RECORDS)
        taken = [finish(phone, office, case) for case in cases_of(phone)]
    note = "two readers and a coordinator; HTTP, opening, selection, SMTP with TLS; one record after the other"
    return [
        figure("finished record sent, to its last mail in the mail server", "s", [mailed for mailed, _ in taken], note),
        figure("the same, to its last PDF", "s", [printed for _, printed in taken], "five pages: two synopses, three notices of harm"),
    ]


def cases_of(phone: Phone) -> list[dict[str, Any]]:
    until = time.monotonic() + SECONDS_AT_MOST
    while time.monotonic() < until:
        bundle = phone.fetch_bundle()
        if bundle is not None and len(bundle["cases"]) >= RECORDS:
            return list(bundle["cases"][-RECORDS:])
        time.sleep(EVERY)
    raise AssertionError("the cases did not reach the phone")


def finish(phone: Phone, office: Office, case: dict[str, Any]) -> tuple[float, float]:
    """Seconds until the last mail was taken, and until the last page was made."""
    told = [one for one in story.held_entries() if one["device"]]
    agreed = {**story.mothers_agreement()["answers"], "consent.contact": case["contacts"][0]["id"]}
    entries = [phone.entry(case["record"], "consent", agreed)]
    entries += [phone.entry(case["record"], one["kind"], one["answers"], form=one["form"]) for one in told]
    data = phone.seal(case, entries, state="finished", urgent=True)
    began = time.monotonic()
    phone.upload(data)
    mailed = 0.0
    while time.monotonic() < began + SECONDS_AT_MOST:
        are_mailed, are_printed = office.ask(lambda: how_far(case["record"]))
        mailed = mailed or (time.monotonic() - began if are_mailed else 0)
        if mailed and are_printed:
            return mailed, time.monotonic() - began
        time.sleep(EVERY)
    raise AssertionError("it did not come about")


def how_far(record_id: str) -> tuple[bool, bool]:
    """Whether each delivery is mailed, and each page is made, once the synopses of both readers are there."""
    made = db.session.scalars(select(Synopsis).filter_by(record_id=record_id)).all()
    mails = db.session.scalars(select(Delivery).join(Synopsis).where(Synopsis.record_id == record_id)).all()
    are_there = len([one for one in made if not one.is_urgent]) == 2
    return are_there and all(one.mailed_at for one in mails), are_there and all(one.pdf for one in made)
