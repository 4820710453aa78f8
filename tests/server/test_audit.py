"""The audit chain: each change of a line, each missing line, and with a noted head each cut, is seen."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from rhi_app.database import db
from rhi_app.models import Account, AuditLine
from rhi_app.services import audit, audit_heads
from rhi_app.services.time import now as clock

LINES = 30


@pytest.fixture
def chain(app: Flask) -> Flask:
    """A chain of some length, with a cast that already left lines in it."""
    with app.app_context():
        actor = db.session.scalars(select(Account)).first()
        for number in range(LINES):
            audit.record_audit(db.session, actor, "episode.read", "episode", str(number), clock(), detail="essex")
        db.session.commit()
    return app


def faults(chain: Flask, heads: dict[int, str] | None = None) -> list[str]:
    with chain.app_context():
        return list(audit.find_faults(db.session, heads))


def test_an_untouched_chain_has_no_fault(chain: Flask) -> None:
    assert faults(chain) == []


CHANGES: dict[str, object] = {
    "actor_id": "somebody else", "device_id": "a phone", "action": "episode.add", "object_kind": "child", "object_id": "another",
    "detail": "camden", "hash": "0" * 64,
}  # fmt: skip


@pytest.mark.parametrize("column", CHANGES)
def test_a_changed_line_is_found_whatever_was_changed(chain: Flask, column: str) -> None:
    with chain.app_context():
        db.session.execute(update(AuditLine).where(AuditLine.number == 12).values({column: CHANGES[column]}))
        db.session.commit()
    assert any("line 12" in fault for fault in faults(chain))


def test_a_changed_time_is_found(chain: Flask) -> None:
    with chain.app_context():
        db.session.get_one(AuditLine, 12).at += timedelta(microseconds=1)
        db.session.commit()
    assert faults(chain) == ["line 12 was changed"]


def test_a_deleted_line_is_found(chain: Flask) -> None:
    with chain.app_context():
        db.session.execute(delete(AuditLine).where(AuditLine.number == 12))
        db.session.commit()
    assert "line 12 is missing" in faults(chain)


def test_two_swapped_lines_are_found(chain: Flask) -> None:
    with chain.app_context():
        for old, new in ((11, 1000), (12, 11), (1000, 12)):
            db.session.execute(update(AuditLine).where(AuditLine.number == old).values(number=new))
        db.session.commit()
    assert len(faults(chain)) >= 3


def test_a_chain_cannot_fork(chain: Flask) -> None:
    with chain.app_context():
        twelfth = db.session.get_one(AuditLine, 12)
        copied = {column.name: getattr(twelfth, column.name) for column in AuditLine.__table__.columns}
        db.session.add(AuditLine(**(copied | {"number": 5000})))
        with pytest.raises(IntegrityError):
            db.session.flush()


def test_the_chain_alone_does_not_see_that_its_end_was_cut_off_but_a_noted_head_does(chain: Flask, tmp_path: Path) -> None:
    noted = tmp_path / "elsewhere" / "heads"
    with chain.app_context():
        audit_heads.note_head(db.session, noted, clock())
        number, _ = audit.find_head(db.session)
        db.session.execute(delete(AuditLine).where(AuditLine.number > number - 5))
        db.session.commit()
    assert faults(chain) == []
    assert faults(chain, audit_heads.read_heads(noted)) == [f"line {number} was noted and is gone"]


def test_a_chain_that_was_written_anew_is_found_by_a_noted_head(chain: Flask, tmp_path: Path) -> None:
    noted = tmp_path / "heads"
    with chain.app_context():
        audit_heads.note_head(db.session, noted, clock())
        write_anew(lambda line: line.detail.replace("essex", "camden"))
        db.session.commit()
    assert faults(chain) == []
    assert [fault for fault in faults(chain, audit_heads.read_heads(noted)) if "not the one that was noted" in fault]


def write_anew(change: Callable[[AuditLine], str]) -> None:
    """What somebody with the database in hand can do: every hash right, and no word true."""
    lines = list(db.session.scalars(select(AuditLine).order_by(AuditLine.number)))
    columns = [{column.name: getattr(line, column.name) for column in AuditLine.__table__.columns} for line in lines]
    details = [change(line) for line in lines]
    db.session.execute(delete(AuditLine))
    db.session.expunge_all()
    previous = audit.START
    for told, detail in zip(columns, details, strict=True):
        line = AuditLine(**(told | {"detail": detail, "previous_hash": previous}))
        previous = line.hash = audit.hash_of(line)
        db.session.add(line)
    db.session.flush()


def test_a_head_is_noted_once_and_half_a_line_is_none(chain: Flask, tmp_path: Path) -> None:
    noted = tmp_path / "heads"
    with chain.app_context():
        for _ in range(3):
            audit_heads.note_head(db.session, noted, clock())
    assert len(noted.read_text().splitlines()) == 1
    with noted.open("a") as file:
        file.write("99 0000")
    assert len(audit_heads.read_heads(noted)) == 1


def test_a_line_that_was_rolled_back_with_its_cause_leaves_no_gap(chain: Flask) -> None:
    with chain.app_context():
        audit.record_audit(db.session, None, "episode.read", "episode", "x", clock())
        db.session.rollback()
        audit.record_audit(db.session, None, "episode.read", "episode", "y", clock())
        db.session.commit()
    assert faults(chain) == []


def test_the_command_says_whether_the_chain_holds(chain: Flask) -> None:
    runner = chain.test_cli_runner()
    told = runner.invoke(args=["audit", "check"])
    assert told.exit_code == 0
    assert "holds" in told.output
    with chain.app_context():
        db.session.execute(update(AuditLine).where(AuditLine.number == 12).values(detail="camden"))
        db.session.commit()
    told = runner.invoke(args=["audit", "check"])
    assert told.exit_code == 1
    assert "line 12 was changed" in told.output
