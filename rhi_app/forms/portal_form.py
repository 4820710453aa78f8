"""The base of the portal's forms: ours, with Flask's token against forged requests and the one `now` of the request."""

from datetime import UTC, datetime
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, Form

from rhi_app.forms.form import RhiForm
from rhi_app.forms.limits import ValidationError


class PortalForm(RhiForm, FlaskForm):
    """`now` is handed in, so that one request judges every time by one clock."""

    def __init__(self, *args: Any, now: datetime | None = None, **kwargs: Any) -> None:
        self.now = now or datetime.max.replace(tzinfo=UTC)
        super().__init__(*args, **kwargs)

    def validate(self, extra_validators: Any = None) -> bool:
        """The fields alone first; what hangs on two of them is judged when each makes sense."""
        super().validate(extra_validators)
        self.judge()
        return not self.problems()

    def judge(self) -> None:
        """Rules about several fields at once; `say` puts a sentence where it belongs."""


class NotInFuture:
    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, form: Form, field: Field) -> None:
        if field.data is not None and field.data > form.now:
            raise ValidationError(self.message)


def say(field: Any, sentence: str) -> None:
    """One sentence for one field: the first that was found stays."""
    if not field.errors:
        field.errors = [sentence]
