"""What phones ask: no session, no cookie. An upload is authenticated by the envelope's signature, everything else by the device's word."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated, Any, Literal, TypeVar

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from rhi_app import current
from rhi_app.database import db
from rhi_app.domain import canonical, rescue, sync_problems
from rhi_app.domain.problems import Problem
from rhi_app.models import Bundle, Device
from rhi_app.routes import turns
from rhi_app.routes.problems import STATUS, said_of
from rhi_app.services import enrolment, envelopes, lost_phones, snapshots, statuses, throttle, trust
from rhi_app.services.time import now

bp = Blueprint("sync", __name__, url_prefix="/sync")

STATUS.update(
    {
        sync_problems.EnvelopeUnreadable: 400,
        sync_problems.EnvelopeDiffers: 409,
        sync_problems.SnapshotOlder: 409,
        sync_problems.TooLarge: 413,
        sync_problems.BodyUnreadable: 400,
        sync_problems.WordNotGenuine: 403,
        sync_problems.DeviceNotActive: 403,
        sync_problems.DeviceRevoked: 403,
        sync_problems.CodeRefused: 400,
        sync_problems.ProofRefused: 400,
        throttle.TooSoon: 429,
    }
)
ASKED_AT_ONCE = 500
SENT_AT_ONCE = 100
NOT_OPENED_AT_ONCE = 100
MOST_SECONDS = 10 * 366 * 24 * 3600
BUNDLE_TYPE = "application/octet-stream"
Text = Annotated[str, StringConstraints(max_length=200)]


class Asked(BaseModel):
    """JSON bodies: exactly these keys, exactly these types."""

    model_config = ConfigDict(strict=True, extra="forbid")


Body = TypeVar("Body", bound=Asked)


class Claim(Asked):
    code: Text
    signing: Text
    agreement: Text


class Proof(Asked):
    signature: Text


class NotOpened(Asked):
    """What the phone set aside: nothing but an opaque id."""

    kind: Literal["bundle", "item"]
    thing: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_/-]{1,80}$")]


class StatusAsked(Asked):
    """An older app leaves out what it does not know."""

    envelopes: Annotated[list[Annotated[str, StringConstraints(max_length=36)]], Field(max_length=ASKED_AT_ONCE)]
    unsent: Annotated[int, Field(ge=0, le=1_000_000)]
    oldest_s: Annotated[int, Field(ge=0, le=MOST_SECONDS)] = 0
    not_opened: Annotated[list[NotOpened], Field(max_length=NOT_OPENED_AT_ONCE)] | None = None


@bp.post("/envelopes")
def receive() -> ResponseReturnValue:
    (told,) = _take([request.get_data()])
    if isinstance(told, Problem):
        raise told
    return told


@bp.post("/envelopes/together")
def receive_together() -> ResponseReturnValue:
    """What waited on a phone for long, in one body and one commit; each is taken or refused by itself."""
    try:
        sent = rescue.unpack(request.get_data())
    except rescue.NotARescueFile as error:
        raise sync_problems.BodyUnreadable from error
    if len(sent) > SENT_AT_ONCE:
        raise sync_problems.TooLarge
    return {"answers": [said_of(each) if isinstance(each, Problem) else each for each in _take(sent)]}


@bp.post("/drafts")
def receive_snapshot() -> ResponseReturnValue:
    receipt = snapshots.receive(db.session, current.settings(), request.get_data(), now())
    db.session.commit()
    return receipt


@bp.get("/orders/<uuid:device_id>")
def order(device_id: Any) -> ResponseReturnValue:
    """What a phone that was taken out is told. Without its word: while it is locked it can sign nothing."""
    device = db.session.get(Device, str(device_id))
    if device is None or device.order is None:
        return Response(status=204)
    return device.order | {"manifest": trust.read_signed_manifest(current.settings())}


@bp.post("/orders/<uuid:device_id>/wiped")
def wiped(device_id: Any) -> ResponseReturnValue:
    asked = _body(Proof)
    device = db.session.get(Device, str(device_id))
    if device is None:
        raise sync_problems.NotWaiting
    lost_phones.note_wiped(db.session, device, asked.signature, now())
    db.session.commit()
    return Response(status=204)


@bp.get("/bundle")
def bundle() -> ResponseReturnValue:
    device = _device()
    trust.refuse_unless_active(device, current.settings())
    newest = db.session.get(Bundle, device.id)
    after = request.args.get("after", "0")
    is_newer = newest is not None and (not after.isdecimal() or newest.number > int(after[:10]))
    return Response(newest.bytes, mimetype=BUNDLE_TYPE) if newest is not None and is_newer else Response(status=204)


@bp.post("/status")
def status() -> ResponseReturnValue:
    device = _device()
    asked = _body(StatusAsked)
    moment = now()
    trust.see_device(device, moment)
    trust.note_unsent(device, asked.unsent, timedelta(seconds=asked.oldest_s), moment)
    if asked.not_opened is not None:
        statuses.note_not_opened(db.session, device, [(each.kind, each.thing) for each in asked.not_opened], moment)
    told = statuses.status_for(db.session, current.settings(), device, asked.envelopes, moment)
    db.session.commit()
    return told


@bp.post("/enrolments")
def claim() -> ResponseReturnValue:
    asked = _body(Claim)
    throttle.count_guess(db.session, f"enrol:{enrolment.handle_of(asked.code)}", now())
    db.session.commit()
    points = (_bytes(asked.signing), _bytes(asked.agreement))
    answer = enrolment.claim(db.session, current.settings(), asked.code, *points, now())
    db.session.commit()
    return answer


@bp.post("/enrolments/<uuid:enrolment_id>/proof")
def prove(enrolment_id: Any) -> ResponseReturnValue:
    asked = _body(Proof)
    device = enrolment.prove(db.session, str(enrolment_id), _bytes(asked.signature), now())
    answer = {"device": device.id, "state": device.state}
    db.session.commit()
    return answer


def _take(sent: Sequence[bytes]) -> list[turns.Told]:
    return turns.of_app().take(sent, lambda all_sent: envelopes.receive_together(db.session, current.settings(), all_sent, now()))


def _device() -> Device:
    path = request.full_path if request.query_string else request.path
    return trust.device_of_word(db.session, request.headers.get("Authorization"), request.method, path, request.get_data())


def _body(kind: type[Body]) -> Body:
    try:
        return kind.model_validate_json(request.get_data())
    except ValidationError as error:
        raise sync_problems.BodyUnreadable from error


def _bytes(text: str) -> bytes:
    try:
        return canonical.from_text(text)
    except canonical.NotCanonical as error:
        raise sync_problems.BodyUnreadable from error
