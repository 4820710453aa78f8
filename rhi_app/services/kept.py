"""What somebody had typed when the sign-in was over: it travels, sealed, through the sign-in pages and comes back afterwards."""

import json
import zlib
from dataclasses import dataclass

from sqlalchemy.orm import Session

from rhi_app.domain import canonical
from rhi_app.services import crypto
from rhi_app.services.at_rest import ring_of

PURPOSE = "kept"
AT_MOST = 4 * 2**20


@dataclass(frozen=True)
class Kept:
    """One form as it was sent. `account` is whose sign-in had ended ("" when nobody can tell): nobody else gets to see it."""

    path: str
    account: str
    fields: list[tuple[str, str]]

    def is_for(self, account_id: str) -> bool:
        return self.account in ("", account_id)


def seal_kept(session: Session, kept: Kept) -> str:
    """Only the server can read it: another person may be the next at this desk."""
    told = json.dumps([kept.path, kept.account, kept.fields]).encode()
    return canonical.to_text(ring_of(session).seal(PURPOSE, "", zlib.compress(told)))


def find_kept(session: Session, text: str) -> Kept | None:
    """None when there is none, or it is not ours."""
    try:
        packed = ring_of(session).open(PURPOSE, "", canonical.from_text(text)) if text else b""
    except (crypto.NotOpened, canonical.NotCanonical):
        return None
    if not packed:
        return None
    path, account, fields = json.loads(zlib.decompressobj().decompress(packed, AT_MOST))
    return Kept(path, account, [(name, value) for name, value in fields])
