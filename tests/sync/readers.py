"""What became of what a phone sent, as the tests read it."""

from typing import Any

from sqlalchemy import select

from rhi_app.models import Envelope, OutboxRow, Record
from rhi_app.services.entries import list_entries
from tests.sync.conftest import Office

Case = dict[str, Any]
ATTEMPT = {"attempt.how": "rang", "attempt.to": "child", "attempt.outcome": "no_answer"}


def record_of(office: Office, case: Case) -> Record:
    with office.session() as session:
        session.expire_on_commit = False
        return session.get_one(Record, case["record"])


def entries_of(office: Office, case: Case) -> list[dict[str, Any]]:
    with office.session() as session:
        return list_entries(session, session.get_one(Record, case["record"]))


def asked_for(office: Office, kind: str) -> list[tuple[dict[str, Any], bool]]:
    with office.session() as session:
        rows = session.scalars(select(OutboxRow).where(OutboxRow.kind == kind).order_by(OutboxRow.created_at))
        return [(row.payload, row.is_urgent) for row in rows]


def flag_of(office: Office, case: Case) -> str:
    office.work()
    return str(max(entries_of(office, case), key=lambda entry: int(entry["sequence"]))["flag"])  # of the one that came last


def fate_of(office: Office, envelope: str) -> tuple[str, str]:
    with office.session() as session:
        row = session.get_one(Envelope, envelope)
        return row.state, row.problem
