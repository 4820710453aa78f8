"""How a synopsis says things. Mirrored in static/js/synopsis-words.js; tests/vectors/synopsis.json holds both to it.

A text is a list of runs: a string, {"b": "strong"}, or {"cite": "essex 5.2"}. Nothing in it is ever read as markup.
"""

import re
from datetime import date, timedelta
from typing import Any

from rhi_app.domain.clock import read_moment, write_moment
from rhi_app.domain.clock_words import DAYS, LONDON, MONTHS, date_words, time_words

Run = str | dict[str, str]
Runs = list[Run]

LONG_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
ORDINALS = ("First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth")
UNANSWERED = {"did_not_want_to_say": "didn’t want to say.", "not_asked": "was not asked.", "not_known": "does not know."}
NOTED = {"not_asked": "Not asked.", "not_known": "Not known."}
MINUTE_MS = 60_000
FAST_ENOUGH_TO_SAY_MS = 5 * MINUTE_MS  # from here on both clocks are shown
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)")
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")
DAY = re.compile(r"\d{4}-\d\d-\d\d")


def moment_words(text: str) -> str:
    """`Sat 21 Nov, 22:06`, in London."""
    moment = read_moment(text)
    return f"{date_words(moment)}, {time_words(moment)}"


def moment_words_with_year(text: str) -> str:
    """`Sat 21 Nov 2026, 22:06`."""
    moment = read_moment(text)
    return f"{date_words(moment)} {moment.astimezone(LONDON).year}, {time_words(moment)}"


def day_words(text: str) -> str:
    """`9 March 2012`, of a date without a time; what is no date stays as it was written."""
    day = _day(text)
    return f"{day.day} {LONG_MONTHS[day.month - 1]} {day.year}" if day else text


def when_words(text: str) -> str:
    """A moment (`Sun 22 Nov, 08:10`) or a day (`Sun 22 Nov`); anything else is said as it was written."""
    if MOMENT.fullmatch(text) and _day(text[:10]):
        return moment_words(text)
    day = _day(text)
    return f"{DAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}" if day else text


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if DAY.fullmatch(text) else None
    except ValueError:  # 31 February
        return None


def date_of(text: str) -> str:
    """`19 November 2026`, in London, of a moment or a day."""
    return day_words(read_moment(text).astimezone(LONDON).date().isoformat() if MOMENT.fullmatch(text) else text)


def milliseconds_between(earlier: str, later: str) -> int:
    return round((read_moment(later) - read_moment(earlier)).total_seconds() * 1000)


def length_words(milliseconds: int) -> str:
    """`12 h 30 min`, `40 min`, and past two days `3 days 4 h`; rounded down."""
    minutes = milliseconds // MINUTE_MS
    days, hours = minutes // 1440, minutes // 60
    if hours >= 48:
        rest = hours - days * 24
        return f"{days} days {rest} h" if rest else f"{days} days"
    if not hours:
        return f"{minutes} min"
    rest = minutes - hours * 60
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def offset_words(milliseconds: int) -> str:
    """How the phone's clock stood against the server's: the offset is the server's minus the phone's."""
    size = abs(milliseconds)
    if size < 1000:
        return "right to the second"
    amount = f"{size // 1000} s" if size < MINUTE_MS else f"{size // MINUTE_MS} min"
    return f"{amount} {'fast' if milliseconds < 0 else 'slow'}"


def proof_words(proof: dict[str, Any]) -> str:
    """How well the times are proved: whose clock, how far off it was, and when the server had it."""
    clock = "was never measured" if proof["offset_ms"] is None else f"was {offset_words(proof['offset_ms'])}"
    received = f"received by the server {moment_words(proof['received_at'])}" if proof["received_at"] else "not yet received by the server"
    return f"Times: by the interviewer’s phone, whose clock {clock}; {received}. "


def ordinal_words(number: int) -> str:
    return ORDINALS[number - 1] if 1 <= number <= len(ORDINALS) else f"No. {number}"


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def listed(parts: list[str]) -> str:
    """`a, b and c`."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}" if parts else ""


def named(template: str, view: dict[str, Any]) -> str:
    """A heading or label with the name that the young person goes by."""
    return template.replace("{called}", view["child"]["called"])


def choice_words(question: dict[str, Any], code: Any, view: dict[str, Any]) -> str:
    """What a stored code says; a code of a later version stays readable."""
    text = str(code)
    return named(question.get("choices", {}).get(text, text.replace("_", " ")), view)


def unanswered_words(code: Any, view: dict[str, Any], *, noted: bool = False) -> str:
    """`Kofi didn’t want to say.`; of what the interviewer noted, that it is not known is not the young person’s answer."""
    if noted and code in NOTED:
        return NOTED[code]
    return f"{view['child']['called']} {UNANSWERED.get(str(code), 'gave no answer.')}"


def clean(value: Any) -> Any:
    """The same content without characters that a reader cannot see: they could turn a line round or hide a part of it."""
    if isinstance(value, str):
        return UNSEEN.sub("", value)
    if isinstance(value, list):
        return [clean(item) for item in value]
    return {key: clean(item) for key, item in value.items()} if isinstance(value, dict) else value


def string_at(answers: dict[str, Any], question_id: str) -> str:
    """The answer if it is a text. What a phone stored in another shape is kept in the record, flagged, and not printed."""
    answer = answers.get(question_id)
    return answer if isinstance(answer, str) else ""


def list_at(answers: dict[str, Any], question_id: str) -> list[Any]:
    answer = answers.get(question_id)
    return answer if isinstance(answer, list) else []


def text_of(runs: Runs) -> str:
    return "".join(run if isinstance(run, str) else run.get("b") or run.get("cite", "") for run in runs)


def shifted(text: str, milliseconds: int) -> str:
    return write_moment(read_moment(text) + timedelta(milliseconds=milliseconds))
