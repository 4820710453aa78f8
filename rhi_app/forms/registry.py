"""Which form is meant by (name, version). Old versions stay: an entry made under one is read under it, for ever."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from werkzeug.datastructures import MultiDict

from rhi_app.forms.amendment import AmendedQuestionForm, AmendmentForm
from rhi_app.forms.analysis import AnalysisForm
from rhi_app.forms.ask_manager import AskManagerForm
from rhi_app.forms.attempt import AttemptForm
from rhi_app.forms.begun import BegunForm
from rhi_app.forms.consent import ConsentForm, ConsentWithFactsForm, WithdrawalForm, WithdrawalOfWhomForm
from rhi_app.forms.decline import DeclineForm, WholeDeclineForm
from rhi_app.forms.finish import RecordFinishedForm, RecordFinishedWithReasonsForm
from rhi_app.forms.form import RhiForm
from rhi_app.forms.harm import HarmForm, HarmFreeAccountForm
from rhi_app.forms.interview import InterviewForm, WholeInterviewForm
from rhi_app.forms.kinds import UNANSWERED
from rhi_app.forms.limits import Known, messages_of
from rhi_app.forms.lists import ListsForm
from rhi_app.forms.offer import OfferForm, OfferWithPersonForm
from rhi_app.forms.release import ReleaseForm
from rhi_app.forms.taken_up import TakenUpForm
from rhi_app.forms.to_desk import ToDeskForm
from rhi_app.forms.visit_ended import VisitEndedForm, WholeVisitForm
from rhi_app.forms.went_on import WentOnForm
from rhi_app.forms.whole_analysis import WholeAnalysisForm
from rhi_app.forms.whole_lists import WholeListsForm

Broken = tuple[str, str, str]  # question id, slug, sentence

FORMS: tuple[type[RhiForm], ...] = (
    AttemptForm,
    OfferForm,
    OfferWithPersonForm,
    ConsentForm,
    ConsentWithFactsForm,
    WithdrawalForm,
    WithdrawalOfWhomForm,
    BegunForm,
    TakenUpForm,
    ToDeskForm,
    AskManagerForm,
    ReleaseForm,
    InterviewForm,
    WholeInterviewForm,
    ListsForm,
    WholeListsForm,
    AnalysisForm,
    WholeAnalysisForm,
    VisitEndedForm,
    WholeVisitForm,
    RecordFinishedForm,
    RecordFinishedWithReasonsForm,
    HarmForm,
    HarmFreeAccountForm,
    DeclineForm,
    WholeDeclineForm,
    AmendmentForm,
    AmendedQuestionForm,
    WentOnForm,
)
BY_VERSION = {(form.name, form.version): form for form in FORMS}

UNKNOWN_FORM = "This form is not known here yet. It is kept whole, and someone looks at it."
UNKNOWN_QUESTION = "This question is not in the form. Its answer is kept."
UNREADABLE = "This answer could not be read. It is kept as it came."
SLUGS = {"radios": "not-a-choice", "checkboxes": "not-a-choice", "day": "not-a-time", "moment": "not-a-time", "strokes": "a-dot"}


def find_form(name: str, version: int) -> type[RhiForm] | None:
    return BY_VERSION.get((name, version))


def current() -> dict[str, int]:
    """The newest version of each form: what the phone fills in."""
    return {name: version for name, version in sorted(BY_VERSION)}


def all_versions() -> list[tuple[str, int]]:
    return sorted(BY_VERSION)


def question_ids() -> list[str]:
    """Every question that any version asks or ever asked."""
    return sorted({field.name for form in FORMS for field in form(MultiDict()).questions()})


def asked(name: str) -> set[str]:
    """The questions of the newest version of a form."""
    return {field.name for field in BY_VERSION[name, current()[name]](MultiDict()).questions()}


def validate(name: str, version: int, answers: dict[str, Any], known: Known | None = None) -> list[Broken]:
    """What a person should look at. Never a reason to refuse what is well sealed: it is stored, flagged, and put right by an amendment."""
    form_class = find_form(name, version)
    if form_class is None:
        return [("", "unknown-form", UNKNOWN_FORM)]
    fields = {field.name: field for field in form_class(MultiDict()).questions()}
    unknown = [(question, "unknown-question", UNKNOWN_QUESTION) for question in sorted(answers.keys() - fields.keys())]
    misshapen = {question for question in answers.keys() & fields.keys() if not is_shaped(fields[question], answers[question])}
    form = form_class.from_answers({question: answer for question, answer in answers.items() if question not in misshapen}, known=known)
    form.validate()
    broken = [found for field in form.questions() if field.name not in misshapen for found in _broken(field)]
    return unknown + [(question, "unreadable", UNREADABLE) for question in sorted(misshapen)] + broken


def is_shaped(field: Any, answer: Any) -> bool:
    """Whether the answer has the type that its question takes; what it says is the validators' to judge."""
    if isinstance(answer, dict) and answer.keys() == {"unanswered"}:
        return field.may_be_unanswered and answer["unanswered"] in UNANSWERED
    return SHAPES.get(field.kind, _is_text)(field, answer)


def _is_text(field: Any, answer: Any) -> bool:
    return isinstance(answer, str)


def _is_texts(field: Any, answer: Any) -> bool:
    return isinstance(answer, list) and all(isinstance(item, str) for item in answer)


def _is_day(field: Any, answer: Any) -> bool:
    return isinstance(answer, str) and _reads(date.fromisoformat, answer)


def _is_moment(field: Any, answer: Any) -> bool:
    return isinstance(answer, str) and _reads(datetime.fromisoformat, answer) and answer.endswith("Z")


def _is_drawing(field: Any, answer: Any) -> bool:
    if not isinstance(answer, dict) or answer.keys() != {"strokes", "width", "height"} or not isinstance(answer["strokes"], list):
        return False
    return all(isinstance(stroke, list) and len(stroke) % 3 == 0 and all(type(number) is int for number in stroke) for stroke in answer["strokes"])


def _is_rows(field: Any, answer: Any) -> bool:
    if not isinstance(answer, list) or len(answer) > field.max_entries:
        return False
    inner = {one.short_name: one for one in field.entries[0].inputs}
    return all(isinstance(row, dict) and row.keys() <= inner.keys() and all(is_shaped(inner[key], row[key]) for key in row) for row in answer)


def _is_anything(field: Any, answer: Any) -> bool:
    return True  # a carried field looks at its own shape


SHAPES = {
    "checkboxes": _is_texts,
    "day": _is_day,
    "moment": _is_moment,
    "strokes": _is_drawing,
    "groups": _is_rows,
    "carried": _is_anything,
}


def _reads(reader: Any, text: str) -> bool:
    try:
        reader(text)
    except ValueError:
        return False
    return True


def _broken(field: Any) -> Iterator[Broken]:
    if field.kind == "groups":
        for entry in field.entries:
            for inner in entry.inputs:
                yield from ((field.name, slug, sentence) for _, slug, sentence in _broken(inner))
        return
    for sentence in field.errors[:1]:
        by_sentence = {words: limit for limit, words in messages_of(field).items()}
        yield field.name, by_sentence.get(str(sentence), SLUGS.get(field.kind, "not-right")), str(sentence)
