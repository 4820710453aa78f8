"""What the tests of sending share: something sealed, and what became of it on the phone and on the server."""

from typing import Any

from sqlalchemy import select

from rhi_app.models import Envelope
from tests.browser.site import Enrolled, core

UNSENT_IS_NONE = """async () => {
  const app = document.querySelector('script[type="module"]').src;
  return (await (await import(new URL("./inside.js", app).href).then(({ $use }) => $use("js/outbox.js"))).unsentCount()).count === 0;
}"""


NO_TIMERS = "() => { for (let timer = setTimeout(() => undefined, 0); timer > 0; timer -= 1) clearTimeout(timer); }"


def add(phone: Enrolled, kind: str = "attempt", *, urgent: bool = False, note: str = "") -> Any:
    return core(phone.page, "records.addEntry", phone.record, {"kind": kind, "form": kind, "urgent": urgent, "answers": {f"{kind}.note": note or kind}})


def add_unsent(phone: Enrolled) -> None:
    """What is sealed leaves at once: so that there is something to send later, nobody answers while it is made."""
    phone.site.stop()
    add(phone)
    phone.sync()
    phone.site.start()


def rows(phone: Enrolled) -> list[dict[str, Any]]:
    return list(core(phone.page, "outbox.allRows"))


def sequences(phone: Enrolled) -> list[int]:
    """As the server stored them, in the order in which they came."""
    stored = select(Envelope.sequence).order_by(Envelope.server_sequence)
    return list(phone.site.office.query(lambda session: list(session.scalars(stored))))


def undisturbed(app: Any) -> Any:
    return app


def steps(phone: Enrolled) -> list[str]:
    return [step["step"] for step in core(phone.page, "records.custody", phone.record)]
