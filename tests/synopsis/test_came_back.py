"""A mail that a server took and then gave up: its report finds it by our reference alone, and the reader is not left unreached."""

from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.mime.base import MIMEBase
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from rhi_app.domain.identifiers import new_id
from rhi_app.domain.mail_reports import BYTES_AT_MOST, NoReport, NotForGood, failed_reference
from rhi_app.models import Account, AccountRole, AuditLine, Delivery, OutboxRow, SentMail
from rhi_app.services import came_back, invitations
from rhi_app.services.mail import Mailer
from tests.portal.strict import Browser
from tests.synopsis import story
from tests.synopsis.conftest import Office
from tests.synopsis.test_mail import Server, assert_nothing_personal, authority, context_of, server, settings

__all__ = ["authority", "server", "settings"]
Sign = Callable[[str], Browser]
SENTENCE = "Nothing has changed."
REFERENCE = new_id()


def report(mail: bytes, action: str = "failed", status: str = "5.1.1", *, whole: bool = True) -> bytes:
    """As a mail server writes one; `whole`: with the mail, or with its headers alone."""
    told = MIMEMultipart("report", report_type="delivery-status")
    told["From"], told["To"], told["Subject"] = "MAILER-DAEMON@essex.example", "daybook@wayside.example", "Undelivered Mail Returned to Sender"
    told.attach(MIMEText("I'm sorry to have to inform you that your message could not be delivered.\n"))
    states = MIMEBase("message", "delivery-status")
    about, reader = Message(), Message()
    about["Reporting-MTA"] = "dns; mx.essex.example"
    for name, value in {"Final-Recipient": "rfc822; cerys@essex.example", "Action": action, "Status": status}.items():
        reader[name] = value
    states.set_payload([about, reader])
    told.attach(states)
    headers = "".join(f"{name}: {value}\n" for name, value in message_from_bytes(mail).items())
    told.attach(MIMEMessage(message_from_bytes(mail)) if whole else MIMEText(headers, "rfc822-headers"))
    return told.as_bytes()


def mail_with(reference: str) -> bytes:
    message = EmailMessage()
    message["Message-ID"] = f"<{reference}@wayside.example>"
    message.set_content("1 item waits.")
    return message.as_bytes()


@dataclass
class Post:
    """An office whose mail goes through a real server, and whose reports come in as they do behind a mail server's pipe."""

    office: Office
    server: Server

    def hand_over(self, report: bytes, exit_code: int = 0) -> str:
        done = self.office.app.test_cli_runner().invoke(args=["mail", "bounced"], input=report)
        assert done.exit_code == exit_code, done.output
        assert len(done.output.splitlines()) == 1
        assert_nothing_personal(done.output)
        return done.output

    def mails_to(self, name: str) -> list[bytes]:
        return [mail for mail in self.server.taken if str(message_from_bytes(mail)["To"]).startswith(name)]

    def state(self) -> tuple[int, int, int]:
        with self.office.session() as session:
            count = [select(func.count()).select_from(model) for model in (AuditLine, OutboxRow)]
            back = select(func.count(SentMail.id)).where(SentMail.came_back_at.is_not(None))
            return session.scalar(count[0]) or 0, session.scalar(count[1]) or 0, session.scalar(back) or 0


@pytest.fixture
def post(office: Office, server: Server, settings: object, authority: object) -> Post:
    server.start(context_of(authority, "localhost"))  # type: ignore[arg-type]
    office.letterbox = Mailer(settings)  # type: ignore[arg-type, assignment]
    office.take_in([entry for entry in story.held_entries() if entry["kind"] != "harm"])
    office.work()
    return Post(office, server)


def test_a_mail_that_comes_back_is_said_waits_for_an_address_that_works_and_arrives_there(post: Post, as_person: Sign):
    office, (mail,) = post.office, post.mails_to("cerys")
    before = len(post.mails_to("ben"))
    assert "somebody is told" in post.hand_over(report(mail))
    with office.session() as session:
        delivery = session.get_one(Delivery, office.delivery_to("cerys"))
        assert delivery.mailed_at is None
        episode = delivery.synopsis.record.episodes[0].id
    office.work()
    office.wait(minutes=20)
    office.work()
    assert len(post.mails_to("cerys")) == 1, "nothing more goes to an address that does not work"
    assert len(post.mails_to("ben")) == before + 1, "the coordinator is told, once"
    for page in ("", "/sharing"):
        assert "Mail does not reach Cerys Vaughan" in as_person("ben").get(f"/episodes/{episode}{page}").text
    page = " ".join(as_person("ben").get("/episodes").text.split())
    assert "1 mail does not get through" in page
    assert "Mail does not reach Cerys Vaughan" in page
    assert "Work list 1 need you" in page
    assert SENTENCE in post.hand_over(report(mail)), "the same report a second time"
    put_right(office, as_person)
    office.work()
    assert len(post.mails_to("c.vaughan")) == 1
    assert office.undone() == []
    assert "Mail does not reach" not in as_person("ben").get(f"/episodes/{episode}/sharing").text
    assert_nothing_personal(b"".join(post.server.taken).decode())


def put_right(office: Office, as_person: Sign) -> None:
    """By two administrators, in the directory that says that it does not work."""
    with office.session() as session:
        for name in ("ben", "priya"):
            account = session.get_one(Account, office.cast[name])
            session.add(AccountRole(account_id=account.id, organisation_id=account.organisation_id, role="administrator"))
    first, second = as_person("ben"), as_person("priya")
    assert "Mail does not arrive" in first.get("/directory").text
    first.get(f"/directory/people/{office.cast['cerys']}/address")
    first.send({"email": "c.vaughan@essex.example"})
    second.get("/directory")
    assert "Mail does not arrive" not in second.send(form="/confirm").text


def test_a_mailbox_that_was_full_is_tried_again_and_an_invitation_is_said_to_those_who_keep_the_directory(post: Post, as_person: Sign):
    office, (mail,) = post.office, post.mails_to("cerys")
    with office.session() as session:
        ben, erin = (session.get_one(Account, office.cast[name]) for name in ("ben", "erin"))
        session.add(AccountRole(account_id=ben.id, organisation_id=ben.organisation_id, role="administrator"))
        invitations.invite(session, ben, erin, office.time)
    post.hand_over(report(mail, status="5.2.2", whole=False))
    office.work()
    browser = as_person("ben")
    browser.get("/directory")
    assert "Mail does not arrive" not in browser.send(form="/try-again").text
    office.work()
    first, second = post.mails_to("cerys")
    assert message_from_bytes(first)["Message-ID"] != message_from_bytes(second)["Message-ID"]
    assert SENTENCE in post.hand_over(report(first)), "what came back before is over"
    post.hand_over(report(post.mails_to("erin")[-1]))
    office.work()
    assert b"/directory" in post.mails_to("ben")[-1]
    with office.session() as session:  # an address that was put right before the report came
        session.get_one(Account, office.cast["cerys"]).email = "c.vaughan@essex.example"
    before = len(post.mails_to("ben"))
    post.hand_over(report(second))
    office.work()
    assert len(post.mails_to("c.vaughan")) == 1
    assert len(post.mails_to("ben")) == before, "nobody has anything to do"


@pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)
def test_nothing_else_that_a_stranger_sends_changes_anything(post: Post, monkeypatch: pytest.MonkeyPatch):
    (mail,) = post.mails_to("cerys")
    good = report(mail)
    hostile = {
        "nothing": b"",
        "a holiday note": b"Subject: Away\nAuto-Submitted: auto-replied\n\nBack on Monday.\n",
        "somebody else's reference": report(mail_with(REFERENCE)),
        "no reference": report(mail_with("x")),
        "delayed": report(mail, "delayed", "4.4.1"),
        "no mail in it": good[: good.index(b"message/rfc822")],
        "cut off in its second line": good[:80],
        "10 MB": good + b"\n" * (10 << 20),
        "bytes": bytes(range(256)) * 40,
    }
    before = post.state()
    for name, told in hostile.items():
        assert SENTENCE in post.hand_over(told), name
    with post.office.session() as session:
        for sent in session.scalars(select(SentMail)):
            sent.sent_at -= came_back.MAY_COME_BACK * 2
    assert SENTENCE in post.hand_over(good), "it left long ago"
    assert post.state() == before
    with post.office.session() as session:
        came_back.keep(session, REFERENCE, {"account": post.office.cast["dan"]}, "dan@police.example", post.office.time)
        assert session.scalars(select(SentMail.id)).all() == [REFERENCE], "what can come back no more is forgotten"
    monkeypatch.setattr(came_back, "note_came_back", no_database)
    post.hand_over(good, exit_code=75)


def no_database(*_: object) -> None:
    raise OperationalError("", {}, Exception())


def test_only_what_failed_for_good_counts():
    for action, status in (("failed", "5.1.1"), ("Failed", "5.0.0 (undefined)"), ("failed", "4.4.7")):
        assert failed_reference(report(mail_with(REFERENCE), action, status)) == REFERENCE
    for action, status in (("delayed", "4.4.1"), ("delayed", "5.1.1"), ("relayed", "2.0.0"), ("failed", "2.0.0"), ("failed", ""), ("", "5.1.1")):
        with pytest.raises(NotForGood):
            failed_reference(report(mail_with(REFERENCE), action, status))


def test_a_report_made_to_hang_the_reader_is_left_at_once():
    nested = b"".join(b"--b%d\nContent-Type: multipart/mixed; boundary=b%d\n\n" % (number, number + 1) for number in range(200))
    head = b"MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=b0\n\n"
    boxes = head + b"--b0\n" + b"Content-Type: message/rfc822\n\n" * 4000
    for told in (head + nested, boxes, head + b"x" * BYTES_AT_MOST, report(mail_with("0199a000' OR 1=1 --"))):
        with pytest.raises(NoReport):
            failed_reference(told)
