"""The adapter from a WTForms field to GOV.UK markup: what other frameworks lose is held here."""

from datetime import UTC, date, datetime
from html.parser import HTMLParser

import pytest
from jinja2 import ChoiceLoader, Environment, PackageLoader, PrefixLoader
from werkzeug.datastructures import MultiDict
from wtforms import Form

from rhi_app.forms import components, fields
from rhi_app.forms.form import RhiForm


class Person(Form):
    name = fields.text("Name", required="Enter a name.")
    ring = fields.radios("Ring?", fields.YES_NO)


class Example(RhiForm):
    name, version = "example", 1
    heading = fields.text(
        "What is it called?",
        name="a.heading",
        required="Say what it is called.",
        at_most=10,
        pattern=("[A-Z].*", "Begin with a capital letter."),
    )
    words = fields.textarea("What happened?", name="before.what_happened", unanswered=True, at_least=(3, "Say a little more."))
    how = fields.radios("How?", {"rang": "Rang", "texted": "Texted"}, name="a.how", classes="rhi-tiles")
    who = fields.checkboxes("Who?", {"x": "X", "y": "Y"}, name="a.who")
    at = fields.moment("When?", name="a.at")
    born = fields.day("Born?", name="a.born", required="Enter the day of birth.")
    drawn = fields.strokes("Sign", name="a.drawn")
    people = fields.groups("Person", Person, name="a.people")


def environment() -> Environment:
    loader = ChoiceLoader(
        [
            PackageLoader("rhi_app"),
            PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
        ]
    )
    made = Environment(loader=loader, autoescape=True)
    made.globals.update(
        params_of=components.params_of,
        unanswered_params=components.unanswered_params,
        summary_params=components.summary_params,
    )
    return made


class Page(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def by(self, **wanted: str) -> dict[str, str | None]:
        found = [attrs for _, attrs in self.tags if all(attrs.get(name.replace("_", "-")) == value for name, value in wanted.items())]
        assert found, f"nothing with {wanted}"
        return found[0]


def render(form: RhiForm) -> str:
    template = '{% from "components/fields.html" import questions, error_summary %}'
    return environment().from_string(template + "{{ error_summary(form) }}{{ questions(form) }}").render(form=form)


def typed(**more: str) -> MultiDict[str, str]:
    whole = {"a.heading": "Bus", "a.born-day": "20", "a.born-month": "11", "a.born-year": "2012"}
    return MultiDict(whole | more)


def test_the_question_id_is_the_name_and_the_id_has_no_dot() -> None:
    area = Page(render(Example())).by(name="before.what_happened")
    assert area["id"] == "before-what_happened"


def test_limits_travel_as_data_with_their_sentences() -> None:
    heading = Page(render(Example())).by(name="a.heading")
    assert (heading["data-maxlength"], heading["data-required"], heading["data-pattern"]) == (
        "10",
        "true",
        "[A-Z].*",
    )
    assert heading["data-error-pattern"] == "Begin with a capital letter."
    assert heading["data-error-required"] == "Say what it is called."
    assert not {"required", "maxlength", "pattern"} & set(heading)


def test_every_group_has_its_legend() -> None:
    html = render(Example())
    for legend in ("How?", "Who?", "When?", "Born?", "Or, for “What happened?”"):
        assert legend in html


def test_what_a_person_wrote_is_neither_translated_nor_kept_by_the_browser() -> None:
    area = Page(render(Example())).by(name="before.what_happened")
    assert (area["translate"], area["autocomplete"], area["spellcheck"]) == ("no", "off", "false")


def test_an_error_link_focuses_the_first_input_that_is_wrong() -> None:
    form = Example(
        typed(
            **{
                "a.at-day": "20",
                "a.at-month": "11",
                "a.at-year": "2026",
                "a.at-time": "25:00",
                "a.heading": "bus",
            }
        )
    )
    assert not form.validate()
    assert form.problems() == [
        {"text": "Begin with a capital letter.", "href": "#a-heading"},
        {"text": "Enter a time, like 06:30.", "href": "#a-at-time"},
    ]
    page = Page(render(form))
    assert page.by(id="a-at-time")["value"] == "25:00"


def test_html_in_an_answer_stays_text() -> None:
    html = render(Example(typed(**{"before.what_happened": "</textarea><script>x</script>", "a.heading": '"><b>'})))
    assert "<script>" not in html
    assert "<b>" not in html


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("20", "11", "2026", "06:30"), datetime(2026, 11, 20, 6, 30, tzinfo=UTC)),
        (("1", "7", "26", "0630"), datetime(2026, 7, 1, 5, 30, tzinfo=UTC)),
        (
            ("25", "10", "2026", "1.30"),
            datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        ),  # comes twice: the first, the earlier deadline
    ],
)
def test_a_moment_is_london_time_by_hand_and_utc_inside(parts: tuple[str, ...], expected: datetime) -> None:
    form = Example(MultiDict(zip(["a.at-day", "a.at-month", "a.at-year", "a.at-time"], parts, strict=True)))
    assert form.at.data == expected


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        (("31", "2", "2026", "06:30"), "Enter a day, like 20 11 2026."),
        (("x", "11", "2026", "06:30"), "Enter a day, like 20 11 2026."),
        (("20", "11", "2026", ""), "Enter a time, like 06:30."),
        (("29", "3", "2026", "01:30"), "The clocks went forward in that hour. Check the time."),
    ],
)
def test_a_moment_that_is_none_says_so_and_keeps_what_was_typed(parts: tuple[str, ...], sentence: str) -> None:
    form = Example(MultiDict(zip(["a.at-day", "a.at-month", "a.at-year", "a.at-time"], parts, strict=True)))
    assert not form.validate()
    assert form.at.errors == [sentence]
    assert tuple(form.at.typed.values()) == parts


def test_answers_carry_only_what_was_said() -> None:
    form = Example(typed(**{"before.what_happened-unanswered": "not_asked", "a.people-0-name": "Jo", "a.people-1-name": ""}))
    assert form.validate(), form.errors
    assert form.answers() == {
        "a.heading": "Bus",
        "before.what_happened": {"unanswered": "not_asked"},
        "a.born": "2012-11-20",
        "a.people": [{"name": "Jo"}],
    }


def test_typed_words_count_before_a_chip() -> None:
    form = Example(typed(**{"before.what_happened": "I left.", "before.what_happened-unanswered": "not_asked"}))
    assert form.answers()["before.what_happened"] == "I left."


ANSWERS = {
    "a.heading": "Bus",
    "before.what_happened": "They shouted.\nI went.",
    "a.how": "rang",
    "a.drawn": {"strokes": [[10, 20, 0, 60, 40, 8, 90, 30, 16, 120, 60, 24]], "width": 600, "height": 240},
    "a.who": ["x", "y"],
    "a.at": "2026-11-20T06:30:00.000Z",
    "a.born": "2012-11-20",
    "a.people": [{"name": "Jo", "ring": "no"}, {"name": "Al"}],
}


def test_stored_answers_are_held_to_the_same_rules_and_come_back_the_same() -> None:
    form = Example.from_answers(ANSWERS)
    assert form.validate(), form.errors
    assert form.answers() == ANSWERS
    assert form.born.data == date(2012, 11, 20)


def test_a_stored_answer_that_breaks_a_rule_is_found() -> None:
    assert not Example.from_answers(ANSWERS | {"a.how": "telepathy"}).validate()
    assert not Example.from_answers(ANSWERS | {"before.what_happened": "x"}).validate()


def test_a_row_half_filled_is_asked_for_and_a_blank_row_is_not() -> None:
    form = Example(typed(**{"a.people-0-ring": "yes", "a.people-1-name": ""}))
    assert not form.validate()
    assert form.problems() == [{"text": "Enter a name.", "href": "#a-people-0-name"}]


@pytest.mark.parametrize("drawing", ['{"strokes": [[1, 2, 0]]}', "{", '{"strokes": 3}', '{"strokes": [["x"]]}'])
def test_a_dot_or_a_broken_drawing_is_no_signature(drawing: str) -> None:
    form = Example(typed(**{"a.drawn": drawing}))
    assert not form.validate()
    assert form.drawn.errors
