"""A form's page for the phone: anonymous, and the same for every phone that knows its version."""

from flask import render_template
from werkzeug.datastructures import MultiDict

from rhi_app.domain.problems import Problem
from rhi_app.forms.limits import limit_attributes
from rhi_app.forms.registry import find_form


class UnknownForm(Problem):
    slug = "unknown-form"
    sentence = "This form is not known here."


def render_form(name: str, version: int) -> str:
    form_class = find_form(name, version)
    if form_class is None:
        raise UnknownForm
    form = form_class(MultiDict())
    return render_template(
        "app/form.html",
        form=form,
        sections=getattr(form_class, "sections", ()),
        adds=getattr(form_class, "adds", {}),
        limits=limit_attributes,
    )
