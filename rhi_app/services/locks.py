"""Reading a number and writing the next one, without two of them meeting."""

import hashlib

from sqlalchemy import text
from sqlalchemy.orm import Session


def take_lock(session: Session, name: str) -> None:
    """Until the end of the transaction nobody else holds the lock of that name.

    On SQLite every transaction has the database to itself from its first statement (BEGIN IMMEDIATE); PostgreSQL needs to be asked.
    Take the audit chain's lock last (record_audit does it): locks taken in the same order cannot wait for each other.
    """
    if session.get_bind().dialect.name == "postgresql":
        number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
        session.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": number})
