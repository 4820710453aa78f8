"""The forms of the record: their pages, their versions, and how stored answers are judged."""

import json
import random
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader
from werkzeug.datastructures import MultiDict

from rhi_app.forms import components, pages, registry
from tests.engines.html_validate import html_problems
from tests.synopsis import whole

ROOT = Path(__file__).parents[2]
# A version that was once filled in stays readable for ever: a line is added here with each new one, and none is taken away.
EVER = {
    "amendment": [1, 2], "analysis": [1, 2], "ask_manager": [1], "attempt": [1], "begun": [1], "consent": [1, 2], "decline": [1, 2], "harm": [1, 2], "interview": [1, 2], "lists": [1, 2],
    "offer": [1, 2], "record_finished": [1, 2], "release": [1], "taken_up": [1], "to_desk": [1], "visit_ended": [1, 2], "went_on": [1], "withdrawal": [1, 2],
}  # fmt: skip
TWICE = {name for name, versions in EVER.items() if versions == [1, 2]}
# As the decisions name them; a question may be added, never renamed.
QUESTIONS = (Path(__file__).with_name("questions.txt")).read_text("utf-8").splitlines()


class Page(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.blocks: list[str] = []
        self.ids: list[str] = []
        self.texts: list[str] = []
        self.headings = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.headings += tag == "h1"
        if "data-block" in given:
            self.blocks.append(str(given["data-block"]))
        if "id" in given:
            self.ids.append(str(given["id"]))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


@pytest.fixture(scope="module")
def shown() -> dict[tuple[str, int], str]:
    """Every page of every version, as a phone fetches it."""
    app = Flask("rhi_app", template_folder=str(ROOT / "rhi_app" / "templates"))
    govuk = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    app.jinja_env.loader = ChoiceLoader([app.create_global_jinja_loader(), govuk])
    app.jinja_env.globals.update(params_of=components.params_of, unanswered_params=components.unanswered_params, product_name="Daybook")
    with app.app_context():
        return {(name, version): pages.render_form(name, version) for name, version in registry.all_versions()}


def test_old_versions_stay() -> None:
    assert registry.all_versions() == sorted((name, version) for name, versions in EVER.items() for version in versions)


def test_the_newest_version_is_the_one_to_fill_in() -> None:
    assert registry.current() == {name: max(versions) for name, versions in EVER.items()}


def test_no_question_was_renamed() -> None:
    assert set(QUESTIONS) <= set(registry.question_ids())


def test_the_selection_knows_every_question() -> None:
    known = json.loads((ROOT / "rhi_app/domain/selection.json").read_text("utf-8"))["questions"]
    assert set(registry.question_ids()) <= known.keys()


def test_every_page_is_valid_html(shown: dict[tuple[str, int], str], tmp_path: Path) -> None:
    assert html_problems({f"{name}-{version}": html for (name, version), html in shown.items()}, tmp_path) == []


def test_every_page_asks_every_question_once(shown: dict[tuple[str, int], str]) -> None:
    for (name, version), html in shown.items():
        form = registry.find_form(name, version)
        assert form is not None
        asked = [block for block in Page(html).blocks if "." in block]
        assert sorted(asked) == sorted(field.name for field in form(MultiDict()).questions()), name


def test_every_page_has_one_heading_and_no_id_twice(shown: dict[tuple[str, int], str]) -> None:
    for html in shown.values():
        page = Page(html)
        assert page.headings == 1
        assert len(page.ids) == len(set(page.ids))


def test_limits_are_data_and_never_the_browsers_own(shown: dict[tuple[str, int], str]) -> None:
    """A browser's maxlength would cut a pasted text in silence."""
    assert all(" required" not in html and " maxlength" not in html and " pattern=" not in html for html in shown.values())


def test_no_page_can_be_sent(shown: dict[tuple[str, int], str]) -> None:
    """Enter in a field of a form goes to an address that holds the answers."""
    assert all("<form" not in html for html in shown.values())
    screens = (ROOT / "rhi_app/templates/app/screens").glob("*.html")
    assert all("<form" not in screen.read_text("utf-8") for screen in screens)


def test_no_page_carries_a_token_or_a_name(shown: dict[tuple[str, int], str]) -> None:
    assert all("csrf" not in html for html in shown.values())


@pytest.mark.parametrize("version", [1, 2])
def test_whatever_a_child_is_asked_may_stay_unanswered(version: int) -> None:
    form = registry.find_form("interview", version)
    assert form is not None
    asked = [field for field in form(MultiDict()).questions() if field.kind != "carried" and field.name != "help.not_to_share_answer"]
    assert all(field.may_be_unanswered for field in asked)


def test_nothing_a_child_is_asked_is_compulsory() -> None:
    for name, version in (("interview", 1), ("interview", 2), ("lists", 2), ("withdrawal", 1), ("withdrawal", 2), ("decline", 1), ("decline", 2)):
        form = registry.find_form(name, version)
        assert form is not None
        required = {field.name for field in form(MultiDict()).questions() if field.flags.required}
        assert required <= {"withdrawal.who", "decline.who"}


WHOLE = {
    "attempt": {"attempt.how": "rang", "attempt.to": "child", "attempt.outcome": "no_answer", "attempt.note": "The line was bad."},
    "offer": {"offer.how": "telephone", "offer.to": "01a2-b", "offer.verbal": "yes", "offer.response": "accepted"},
    "consent": {
        "consent.who": "child", "consent.way": "signed", "consent.understood": "yes", "consent.recipients": ["Cerys: what would help"],
        "consent.wording": {"authority": "essex", "who": "child", "version": "1", "language": "en", "digest": "x"},
        "consent.signature": {"strokes": [[0, 0, 0, 100, 0, 50]], "width": 600, "height": 240},
    },
    "interview": {
        "before.what_happened": "They were shouting. 😀\nI just went.", "before.asked_to_go": {"unanswered": "did_not_want_to_say"},
        "back.safe_tonight": {"unanswered": "not_asked"}, "safety.given": ["childline", "card"], "help.not_to_share_lines": ["during.slept"],
    },
    "lists": {"lists.people": [{"name": "Jay", "age": "about 17"}, {"name": "B"}], "lists.crime": [{"name": "A telephone taken"}]},
    "analysis": {"analysis.likelihood": "medium", "analysis.actions": [{"what": "Ring", "who": "Cerys", "by": "2026-11-23"}], "analysis.late_reason": ["hospital"]},
    "visit_ended": {"visit.started_at": "2026-11-21T21:15:00.000Z", "visit.ended_at": "2026-11-21T22:06:00.000Z", "readback.way": "refused"},
    "record_finished": {"finish.left_out": {"social_worker": ["help.trust"]}, "finish.interviewer_role": "interviewer"},
    "harm": {"harm.words": "He said", "harm.told": [{"who": "999", "at": "2026-11-21T21:42:00.000Z", "reference": "17"}], "harm.kind": ["threat"]},
    "decline": {"decline.who": "child", "decline.words": {"unanswered": "not_known"}, "decline.reoffer_on": "2026-11-28"},
    "withdrawal": {"withdrawal.who": "child"},
    "amendment": {"amendment.what": "It was Friday.", "amendment.why": "Read again."},
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(WHOLE))
def test_whole_answers_have_nothing_to_look_at(name: str) -> None:
    assert registry.validate(name, registry.current()[name], WHOLE[name]) == []


def test_a_record_with_everything_in_it_has_nothing_to_look_at() -> None:
    for entry in whole.entries():
        free_text = {"lists.crime"}  # a row written under the first version says its part in words
        answers = {question: answer for question, answer in entry["answers"].items() if question not in free_text}
        assert registry.validate(entry["form"], entry["form_version"] if entry["form"] in TWICE else 1, answers) == [], entry["form"]


@pytest.mark.parametrize(
    ("name", "answers", "expected"),
    [
        ("attempt", {"attempt.to": "child", "attempt.outcome": "spoke"}, [("attempt.how", "required", "Choose how you tried.")]),
        ("attempt", WHOLE["attempt"] | {"attempt.how": "flew"}, [("attempt.how", "not-a-choice", "Choose one of these.")]),
        ("attempt", WHOLE["attempt"] | {"attempt.note": "x" * 401}, [("attempt.note", "maxlength", "This is longer than 400 characters. Say it shorter.")]),
        ("attempt", WHOLE["attempt"] | {"attempt.to": "../.."}, [("attempt.to", "pattern", "Choose who it was.")]),
        ("attempt", WHOLE["attempt"] | {"attempt.shoe": "left"}, [("attempt.shoe", "unknown-question", registry.UNKNOWN_QUESTION)]),
        ("interview", {"before.what_happened": {"unanswered": "maybe"}}, [("before.what_happened", "unreadable", registry.UNREADABLE)]),
        ("decline", WHOLE["decline"] | {"decline.reoffer_on": "31 2 2026"}, [("decline.reoffer_on", "unreadable", registry.UNREADABLE)]),
        ("analysis", {"analysis.opinion": {"unanswered": "not_asked"}}, [("analysis.opinion", "unreadable", registry.UNREADABLE)]),
        (
            "visit_ended",
            {"visit.started_at": "2026-11-21T22:15:00.000Z", "visit.ended_at": "2026-11-21T22:06:00.000Z"},
            [("visit.ended_at", "after", "The visit ended before it began.")],
        ),
        (
            "consent",
            WHOLE["consent"] | {"consent.signature": {"strokes": [[1, 1, 0]], "width": 600, "height": 240}},
            [("consent.signature", "a-dot", "Draw more than a dot, or choose ‘I’d rather not draw’.")],
        ),
        (
            "consent",
            {name: answer for name, answer in WHOLE["consent"].items() if name != "consent.signature"},
            [("consent.signature", "a-dot", "Draw more than a dot, or choose ‘I’d rather not draw’.")],
        ),
        ("consent", {"consent.who": "parent", "consent.way": "signed", "consent.how": "paper"}, []),
        ("visit_ended", {"readback.way": "signed"}, [("readback.signature", "a-dot", "Draw more than a dot, or choose ‘I’d rather not draw’.")]),
        ("consent", WHOLE["consent"] | {"consent.wording": {"version": "1"}}, [("consent.wording", "not-right", "This could not be read. It is kept as it came.")]),
        ("lists", {"lists.people": [{"name": "x" * 201}]}, [("lists.people", "maxlength", "This is longer than 200 characters. Say it shorter.")]),
        ("lists", {"lists.people": [{"shoe": "left"}]}, [("lists.people", "unreadable", registry.UNREADABLE)]),
    ],
)  # fmt: skip
def test_what_a_person_should_look_at_is_named(name: str, answers: dict[str, Any], expected: list[registry.Broken]) -> None:
    assert registry.validate(name, 1, answers) == expected


def test_a_list_may_be_full_and_one_more_is_a_persons_to_look_at() -> None:
    rows = [{"name": f"Person {number}"} for number in range(21)]
    form = registry.find_form("lists", 2)
    assert form is not None
    assert registry.validate("lists", 2, {"lists.people": rows[:20]}) == []
    assert [row["name"] for row in form.from_answers({"lists.people": rows[:20]}).answers()["lists.people"]] == [row["name"] for row in rows[:20]]
    assert registry.validate("lists", 2, {"lists.people": rows}) == [("lists.people", "unreadable", registry.UNREADABLE)]


def test_an_unknown_form_is_flagged_and_not_refused() -> None:
    assert registry.validate("interview", 99, {"x": 1}) == [("", "unknown-form", registry.UNKNOWN_FORM)]


def test_a_stored_answer_comes_back_as_it_was() -> None:
    for name, answers in WHOLE.items():
        form = registry.find_form(name, 1)
        assert form is not None
        assert form.from_answers(answers).answers() == answers, name


JUNK: list[Any] = [
    None, True, 0, -1, 2**70, "", "x", "\ud800", "\0", "x" * 20_000, [], [None], [[]], [{}], {}, {"unanswered": None}, {"unanswered": "not_asked"},
    {"strokes": None}, {"strokes": [[1, 2]], "width": 0, "height": 0}, {"strokes": [], "width": "6", "height": 1}, [{"name": {"unanswered": []}}],
    "2026-13-01", "2026-11-21T21:15:00.000Z", "9999-12-31T23:59:59.999Z", {"social_worker": None}, [{"at": "Z"}], [{"by": 3}],
]  # fmt: skip


def test_no_answer_however_odd_stops_the_server() -> None:
    """What is well sealed is stored whatever it says: judging it may not fail."""
    chance = random.Random(20_261_121)  # noqa: S311 - the same junk in each run
    for name in registry.current():
        questions = [question for question in registry.question_ids()]
        for _ in range(150):
            answers = {question: chance.choice(JUNK) for question in chance.sample(questions, 25)}
            for question, slug, sentence in registry.validate(name, 1, answers):
                assert isinstance(question, str)
                assert slug
                assert sentence
