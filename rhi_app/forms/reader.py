"""Who reads for one recipient of one episode."""

from rhi_app.forms import fields
from rhi_app.forms.portal_form import PortalForm


class ReaderForm(PortalForm):
    reader = fields.select("Person or desk", {}, hint="Leave open if nobody is to read it.")


def reader_form(choices: dict[str, str]) -> ReaderForm:
    form = ReaderForm()
    form.reader.choices = [*fields.as_choices({"": "Nobody"}), *fields.as_choices(choices)]
    return form
