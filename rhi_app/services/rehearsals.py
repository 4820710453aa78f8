"""A recovery gone through with a dummy record, before one is needed: the real keys, the real steps, and nothing of it stays but the outcome."""

import logging
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from rhi_app.domain import canonical, trust
from rhi_app.domain.clock import write_moment
from rhi_app.domain.envelope import BUNDLE, SEALED_EXTRA, SNAPSHOT, SUITE, pack, pad, seal_info, signed_body, unpack, unpad
from rhi_app.domain.identifiers import new_id
from rhi_app.domain.problems import Problem
from rhi_app.models import Account, Device, Rehearsal, Snapshot
from rhi_app.services import bundles, crypto, enrolment, handing, recoveries, snapshots
from rhi_app.services.audit import record_audit
from rhi_app.services.begun import begin_record
from rhi_app.services.opening import Opener
from rhi_app.services.outbox import put
from rhi_app.services.trust import read_signed_manifest
from rhi_app.settings import Settings

REHEARSE = "rehearse_recovery"
WORKED = "worked"
ONE_WAS_ENOUGH = "one-person-was-enough"
NOT_THE_SAME = "draft-not-the-same"
BROKE = "broke"
ANSWERS = {"before.what_happened": "A dummy record: nobody said this."}

log = logging.getLogger(__name__)


def ask(session: Session, actor: Account, now: datetime) -> Rehearsal:
    """The worker does it: it alone holds the keys."""
    row = Rehearsal(id=new_id(), organisation_id=actor.organisation_id, asked_at=now)
    session.add(row)
    record_audit(session, actor, "recovery.rehearse", "rehearsal", row.id, now)
    put(session, REHEARSE, {"rehearsal": row.id}, now)
    return row


def newest(session: Session, organisation_id: str) -> Rehearsal | None:
    asked = select(Rehearsal).where(Rehearsal.organisation_id == organisation_id)
    return session.scalar(asked.order_by(Rehearsal.asked_at.desc(), Rehearsal.id.desc()).limit(1))


def last_that_worked(session: Session, organisation_id: str) -> Rehearsal | None:
    worked = select(Rehearsal).where(Rehearsal.organisation_id == organisation_id, Rehearsal.outcome == WORKED)
    return session.scalar(worked.order_by(Rehearsal.ended_at.desc()).limit(1))


def rehearse(session: Session, settings: Settings, opener: Opener, rehearsal_id: str, now: datetime) -> None:
    row = session.get_one(Rehearsal, rehearsal_id, with_for_update=True)
    if row.ended_at is not None:
        return
    row.ended_at, row.outcome = now, outcome_of(session, settings, opener, row.organisation_id, now)
    record_audit(session, None, "recovery.rehearsed", "rehearsal", row.id, now, detail=row.outcome)


def outcome_of(session: Session, settings: Settings, opener: Opener, organisation_id: str, now: datetime) -> str:
    """All of it happens inside a savepoint that is rolled back: the dummy people, their phones, the record, its audit lines."""
    session.flush()
    inside = session.begin_nested()
    try:
        return Stage(session, settings, opener, organisation_id, now).play()
    except Problem as problem:
        return problem.slug
    except Exception:
        log.exception("The rehearsal of a recovery broke.")
        return BROKE
    finally:
        inside.rollback()


class Stage:
    """Three dummy people, a phone that types and is lost, and the one that comes after it."""

    def __init__(self, session: Session, settings: Settings, opener: Opener, organisation_id: str, now: datetime) -> None:
        self.session, self.settings, self.opener, self.now = session, settings, opener, now
        self.owner, self.first, self.second = (self._person(organisation_id, name) for name in ("owner", "first", "second"))
        self.record = new_id()

    def play(self) -> str:
        old, _ = self._bring_in(None)
        begin_record(self.session, self.owner, self.record, new_id(), self.now)
        self._type_on(old)
        row = recoveries.open_recovery(self.session, self.first, self.owner, "broken_phone", self.now)
        if self._is_one_enough(row):
            return ONE_WAS_ENOUGH
        recoveries.approve(self.session, self.second, row, self.now)
        fresh, agreement = self._bring_in(row)
        return WORKED if self._drafts_on(fresh, agreement) == [ANSWERS] else NOT_THE_SAME

    def _is_one_enough(self, row: Any) -> bool:
        """Approving alone is refused, and a phone that one person brings in gets no draft."""
        try:
            recoveries.approve(self.session, self.first, row, self.now)
        except recoveries.SecondPersonNeeded:
            phone, agreement = self._bring_in(None)
            return self._drafts_on(phone, agreement) != []
        return True

    def _person(self, organisation_id: str, name: str) -> Account:
        made = new_id()
        account = Account(
            id=made, organisation_id=organisation_id, email=f"{made}@rehearsal.invalid", name=name, password_hash="", created_at=self.now,
        )  # fmt: skip
        self.session.add(account)
        self.session.flush()
        return account

    def _bring_in(self, recovery: Any) -> tuple[Device, crypto.PrivateKey]:
        """As a phone does it: code, proof of both keys, the words compared."""
        self.signing, agreement = crypto.make_private(), crypto.make_private()
        points = crypto.public_point(self.signing), crypto.public_point(agreement)
        code = enrolment.issue_code(self.session, self.first, self.owner, self.now, recovery)
        claimed = enrolment.claim(self.session, self.settings, code, *points, self.now)
        challenge = crypto.open_sealed(agreement, trust.challenge_info(*points), canonical.from_text(claimed["challenge"]))
        signature = crypto.sign(self.signing, trust.ENROL, trust.proof_body(challenge, *points))
        device = enrolment.prove(self.session, claimed["enrolment"], signature, self.now)
        enrolment.activate(self.session, self.first, device, self.now)
        return device, agreement

    def _type_on(self, device: Device) -> None:
        """A draft, sealed to the key that the manifest names, kept as one that came, and read by the worker."""
        sealing = read_signed_manifest(self.settings)["manifest"]["sealing"][0]
        draft = {"form": "interview", "form_version": 1, "answers": ANSWERS, "saved_at": write_moment(self.now), "written_by": {}}
        padded = pad(canonical.write({"record": self.record, "taken": [], "drafts": [draft]}))
        header = {
            "v": 1, "suite": SUITE, "organisation": device.organisation_id, "key": sealing["key"], "device": device.id, "user": self.owner.id,
            "slot": canonical.hash_text(device.id.encode()), "number": 1, "created": write_moment(self.now), "length": len(padded) + SEALED_EXTRA,
        }  # fmt: skip
        header_bytes = canonical.write(header)
        ciphertext = crypto.seal(canonical.from_text(sealing["public"]), seal_info(SNAPSHOT, header_bytes), padded)
        data = pack(SNAPSHOT, header_bytes, ciphertext, crypto.sign(self.signing, SNAPSHOT.purpose, signed_body(header_bytes, ciphertext)))
        snapshot = Snapshot(id=new_id(), device=device, slot=header["slot"], receipt={})  # the receipt's key is the web process's
        snapshots.keep(snapshot, self.settings, 1, data, self.now)
        self.session.add(snapshot)
        self.session.flush()
        handing.read_snapshot(self.session, self.opener.keys, snapshot.id, self.now)

    def _drafts_on(self, device: Device, agreement: crypto.PrivateKey) -> list[Any]:
        """What the phone finds in its bundle, once its signature is found to be the worker's."""
        handed = handing.handed_to(self.session, self.opener.keys, device, self.record, self.now)
        device.bundle_number += 1
        parts = unpack(BUNDLE, bundles.seal_bundle(self.opener.signer, device, {"handed": handed}, self.now))
        worker = trust.points_of(read_signed_manifest(self.settings)["manifest"], "worker")[parts.header["key"]]
        crypto.verify(worker, BUNDLE.purpose, signed_body(parts.header_bytes, parts.ciphertext), parts.signature)
        content = canonical.read(unpad(crypto.open_sealed(agreement, seal_info(BUNDLE, parts.header_bytes), parts.ciphertext)))
        return [draft["answers"] for each in content["handed"] for draft in each["drafts"]]
