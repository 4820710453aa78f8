"""A phone is gone with a draft on it. One person alone tries every way to get at it and gets nothing; two people bring it back whole."""

import random
from contextlib import nullcontext
from typing import Any
from unittest.mock import patch

from flask.testing import FlaskClient

from rhi_app.domain import recovery
from rhi_app.domain.identifiers import new_id
from tests.faults import workplace
from tests.faults.checker import Found
from tests.faults.history import History
from tests.faults.kinds import Kind, Outcome
from tests.phone_simulator import Phone, Refused, to_app
from tests.portal.cast import signed_in
from tests.sync.conftest import Office

QUESTIONS = ["before.what_happened", "during.slept", "back.how", "help.trust"]
Case = dict[str, Any]


def run(count: int, seed: int, *, broken: bool) -> Outcome:
    chance, outcome = random.Random(seed), Outcome()
    with workplace.folder() as place, workplace.office(place) as office, build(broken):
        office.app.config["WTF_CSRF_ENABLED"] = False
        desk = Desk(office)
        phone, case = office.new_phone(), office.allocate()
        while outcome.tries < count:
            history, words = History(), {}
            type_on(phone, case, chance, history, words)
            office.work()
            found = Found(readable=desk.alone(words))
            if not broken:
                phone = desk.by_two(chance.choice(list(recovery.REASONS)))
                found.answers = answers_on(phone, case["record"])
            outcome.add(history, found)
    return outcome


def type_on(phone: Phone, case: Case, chance: random.Random, history: History, words: dict[str, str]) -> None:
    """Some snapshots, each of more words; the older ones come again, and late."""
    taken = tuple({"snapshot": each["snapshot"], "number": each["number"]} for each in handed(phone, case["record"]))
    made = []
    for _ in range(chance.randint(1, 3)):
        question = chance.choice(QUESTIONS)
        words[question] = f"said {new_id()}"
        history.typed(question, words[question])
        made.append(phone.snapshot(case["record"], phone.draft(dict(words)), taken=taken))
        if chance.random() < 0.5:
            phone.send_snapshot(made[-1])
    phone.send_snapshot(made[-1])
    for question, text in words.items():
        history.saved(question, text)
    for old in chance.sample(made, len(made)):
        try:
            phone.send_snapshot(old)
        except Refused as refused:
            if refused.problem != "snapshot-older":
                history.crashed(refused.problem)


class Desk:
    """The coordinator and the manager at their pages."""

    def __init__(self, office: Office) -> None:
        self.office, self.amira = office, office.cast["amira"]
        self.ben, self.maeve = (signed_in(office.app, office.cast[name], office.now()).client for name in ("ben", "maeve"))

    def alone(self, words: dict[str, str]) -> list[str]:
        """What one person gets at: by approving what they opened, and by bringing in a phone of their own."""
        opened = self._open("forgotten_words")
        self.ben.post(f"{opened}/approve")
        got: list[str] = []
        for path in (f"{opened}/code", f"/phones/{self.amira}/code"):
            code = self._code(self.ben, path)
            got += answers_on(self._bring_in(code)).values() if code else ()
        return [text for text in got if text in words.values()]

    def by_two(self, reason: str) -> Phone:
        opened = self._open(reason)
        assert self.maeve.post(f"{opened}/approve").status_code == 302
        code = self._code(self.ben, f"{opened}/code")
        assert code is not None
        return self._bring_in(code)

    def _open(self, reason: str) -> str:
        return str(self.ben.post(f"/phones/{self.amira}/recovery", data={"reason": reason}).headers["Location"])

    def _code(self, who: FlaskClient, path: str) -> str | None:
        answer = who.post(path)
        return answer.text.split('class="rhi-code" translate="no">')[1].split("<")[0] if answer.status_code == 200 else None

    def _bring_in(self, code: str) -> Phone:
        phone = Phone(to_app(self.office.app)).enrol(code)
        assert self.ben.post(f"/phones/{phone.device}/activate").status_code == 302
        self.office.work()
        return phone


def handed(phone: Phone, record: str | None = None) -> list[dict[str, Any]]:
    """What a new phone finds of drafts, the newest first; asked again, it is given again."""
    phone.bundle_number = 0
    content = phone.fetch_bundle()
    cases = content["cases"] if content else []
    return [each for case in cases if record in (None, case["record"]) for each in case["handed"]]


def answers_on(phone: Phone, record: str | None = None) -> dict[str, str]:
    """As the phone joins them: what is newer counts."""
    found: dict[str, str] = {}
    for each in reversed(handed(phone, record)):
        for draft in each["drafts"]:
            found |= draft["answers"]
    return found


def build(broken: bool) -> Any:
    """The control: a server that takes the same person twice."""
    return patch.object(recovery, "may_approve", lambda *_: True) if broken else nullcontext()


KIND = Kind(
    "recoveries", "recoveries with two people; with one, nothing", 5, 100, run, "takes one person for two", frozenset({"readable"}), 1
)
