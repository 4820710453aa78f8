"""A day, and a day with a time, typed by hand in Europe/London."""

import re
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import Field
from wtforms.utils import unset_value

from rhi_app.forms.limits import digits
from rhi_app.forms.question import Question

LONDON = ZoneInfo("Europe/London")
ENTER_A_DAY = "Enter a day, like 20 11 2026."
ENTER_A_TIME = "Enter a time, like 06:30."


class PartsField(Question, Field):
    """One question, several inputs: `name-day`, `name-month`, ... Each has a name of its own."""

    parts: tuple[str, ...] = ()

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        super().process(None, data, extra_filters)
        self.typed = self.typed_from(self.data) if self.data else dict.fromkeys(self.parts, "")
        self.wrong_part = self.parts[0]
        if formdata is None or not any(f"{self.name}-{part}" in formdata for part in self.parts):
            return
        self.typed = {part: formdata.get(f"{self.name}-{part}", "").strip() for part in self.parts}
        self.raw_data = [text for text in self.typed.values() if text]
        try:
            self.data = self.understand() if self.raw_data else None
        except ValueError as problem:
            self.data = None
            self.process_errors.append(str(problem))

    @property
    def first_input_id(self) -> str:
        return f"{self.id}-{self.wrong_part}"

    def understand(self) -> Any:
        raise NotImplementedError

    def typed_from(self, value: Any) -> dict[str, str]:
        raise NotImplementedError

    def wrong(self, part: str, sentence: str) -> ValueError:
        self.wrong_part = part
        return ValueError(sentence)

    def understand_day(self) -> date:
        numbers = {part: digits(self.typed[part]) for part in ("day", "month", "year")}
        for part, number in numbers.items():
            if number is None:
                raise self.wrong(part, ENTER_A_DAY)
        day, month, year = (numbers[part] or 0 for part in ("day", "month", "year"))
        try:
            return date(year + 2000 if year < 100 else year, month, day)
        except ValueError:
            raise self.wrong("day", ENTER_A_DAY) from None


class DayField(PartsField):
    """`data` is a date."""

    kind = "day"
    parts = ("day", "month", "year")

    def understand(self) -> date:
        return self.understand_day()

    def typed_from(self, value: date) -> dict[str, str]:
        return {"day": str(value.day), "month": str(value.month), "year": str(value.year)}

    def answer(self) -> str | None:
        return self.data.isoformat() if self.data else None

    def pairs(self, answer: Any) -> list[tuple[str, str]]:
        return [(f"{self.name}-{part}", text) for part, text in self.typed_from(date.fromisoformat(answer)).items()]


class MomentField(PartsField):
    """`data` is an aware datetime in UTC."""

    kind = "moment"
    parts = ("day", "month", "year", "time")

    def understand(self) -> datetime:
        day = self.understand_day()
        found = re.fullmatch(r"([0-9]{1,2})[:. ]?([0-9]{2})", self.typed["time"])
        if not found or int(found[1]) > 23 or int(found[2]) > 59:
            raise self.wrong("time", ENTER_A_TIME)
        # In the hour that comes twice in October the first is meant: it gives the earlier deadline.
        local = datetime(day.year, day.month, day.day, int(found[1]), int(found[2]), tzinfo=LONDON, fold=0)
        if local.astimezone(UTC).astimezone(LONDON).replace(tzinfo=None) != local.replace(tzinfo=None):
            raise self.wrong("time", "The clocks went forward in that hour. Check the time.")
        return local.astimezone(UTC)

    def typed_from(self, value: datetime) -> dict[str, str]:
        local = value.astimezone(LONDON)
        return {
            "day": str(local.day),
            "month": str(local.month),
            "year": str(local.year),
            "time": f"{local:%H:%M}",
        }

    def answer(self) -> str | None:
        return f"{self.data:%Y-%m-%dT%H:%M:%S}.{self.data.microsecond // 1000:03}Z" if self.data else None

    def pairs(self, answer: Any) -> list[tuple[str, str]]:
        moment = datetime.fromisoformat(answer)
        return [(f"{self.name}-{part}", text) for part, text in self.typed_from(moment).items()]
