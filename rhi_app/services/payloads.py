"""The shape of what lies inside an envelope. Only what rows are made of is asked for; what a newer app adds stays in the entry."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from rhi_app.domain import canonical, envelope
from rhi_app.domain.clock import read_moment
from rhi_app.domain.identifiers import is_id

SCHEMA = "entries/1"
LARGEST_OFFSET = 2**53 - 1


class PayloadMalformed(ValueError):
    """No rows can be made of it. Carries no content."""


def _id(text: str) -> str:
    if not is_id(text):
        raise ValueError("not an id")
    return text


def _moment(text: str) -> str:
    if envelope.TIME.fullmatch(text) is None:
        raise ValueError("not a time")
    read_moment(text)
    return text


Id = Annotated[str, AfterValidator(_id)]
Time = Annotated[str, AfterValidator(_moment)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+$", min_length=1, max_length=30)]


class _Shape(BaseModel):
    model_config = ConfigDict(strict=True, extra="allow")


class _Entry(_Shape):
    id: Id
    record: Id
    number: Annotated[int, Field(ge=1, le=envelope.MOST_SEQUENCE)]
    kind: Slug
    form: Slug
    form_version: Annotated[int, Field(ge=1, le=envelope.MOST_SEQUENCE)]
    author: str
    device: str | None
    protocol: dict[str, Any]
    app: str
    happened_at: Time
    recorded_at: Time
    offset_ms: Annotated[int, Field(ge=-LARGEST_OFFSET, le=LARGEST_OFFSET)] | None
    previous: Annotated[str, StringConstraints(max_length=43)]
    answers: dict[str, Any]
    digest: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{43}$")]


class _Payload(_Shape):
    record: Id
    child: Id
    episodes: list[Id]
    entries: list[_Entry]
    state: Literal["open", "visit_ended", "finished", "declined"]


class _Draft(_Shape):
    form: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_/-]+$", min_length=1, max_length=60)]  # one form may have several drafts
    form_version: Annotated[int, Field(ge=1, le=envelope.MOST_SEQUENCE)]
    answers: dict[str, Any]
    saved_at: Time
    written_by: dict[str, str]  # question to the account that wrote it, where that is not the sender


class _Taken(_Shape):
    snapshot: Id
    number: Annotated[int, Field(ge=1, le=envelope.MOST_SEQUENCE)]


class _Drafts(_Shape):
    record: Id
    taken: list[_Taken]  # the snapshots of others that this one contains
    drafts: list[_Draft]


def read_drafts(plaintext: bytes) -> dict[str, Any]:
    """What a draft snapshot holds, once its shape is known to be right."""
    try:
        drafts: dict[str, Any] = canonical.read(plaintext)
        _Drafts.model_validate(drafts)
    except (canonical.NotCanonical, ValidationError):
        raise PayloadMalformed from None
    return drafts


def read_payload(plaintext: bytes) -> dict[str, Any]:
    """The payload as it is written, once its shape is known to be right."""
    try:
        payload: dict[str, Any] = canonical.read(plaintext)
        _Payload.model_validate(payload)
    except (canonical.NotCanonical, ValidationError):
        raise PayloadMalformed from None  # the cause would carry what somebody wrote into a log
    if any(entry["record"] != payload["record"] for entry in payload["entries"]):
        raise PayloadMalformed
    return payload
