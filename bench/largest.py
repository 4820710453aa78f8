"""The largest record that the forms let somebody write, on a slow processor: a section until it can be typed in, a keystroke until it is saved."""

from typing import Any

from werkzeug.datastructures import MultiDict

from bench.figures import Figure, figure
from bench.phone import Bench
from rhi_app.forms import registry
from rhi_app.forms.limits import limits_of

SLOWER = 4
OPENINGS = 12
KEYS = 40
TALKS = ("interview", "lists", "analysis")
SECTIONS = {"the talk": ("06a", "before"), "people, places, nights: 60 items": ("06d", "lists", "1")}
PART = {"day": "2026-11-20", "moment": "2026-11-20T21:30:00.000Z"}


def measure_largest(bench: Bench, record: str) -> list[Figure]:
    drafts = {name: largest(name) for name in TALKS}
    bench.run("keep_drafts", record=record, drafts=drafts, versions={name: registry.current()[name] for name in TALKS})
    bench.phone.slow_down(SLOWER)
    size = sum(len(str(answers)) for answers in drafts.values()) // 1000
    how = f"{size} kB of answers, page's processor {SLOWER} times slower"
    figures = []
    for words, path in SECTIONS.items():
        taken = bench.run("write_in_section", record=record, path=path, openings=OPENINGS, keys=KEYS)
        figures.append(figure(f"a section of the largest record, opened until it can be typed in: {words}", "ms", taken["opened"], how))
        figures.append(figure(f"a keystroke until it is saved: {words}", "ms", taken["saved"], "strict durability"))
    bench.phone.slow_down(1)
    bench.run("keep_drafts", record=record, drafts=dict.fromkeys(TALKS), versions={})  # out of the way of what is measured next
    return figures


def largest(name: str) -> dict[str, Any]:
    """Every question answered as long as it may be, every list as long as it may be."""
    form = registry.find_form(name, registry.current()[name])
    assert form is not None
    return {field.name: answer_of(field) for field in form(MultiDict()).questions() if field.kind != "carried"}


def answer_of(field: Any) -> Any:
    if field.kind == "groups":
        row = field.append_entry() if not field.entries else field.entries[0]
        return [{inner.short_name: answer_of(inner) for inner in row.inputs} for _ in range(field.max_entries)]
    if field.kind in ("radios", "select"):
        return next(code for code, *_ in field.iter_choices() if code)
    if field.kind == "checkboxes":
        return [code for code, *_ in field.iter_choices()]
    return PART.get(field.kind) or "I went on. " * (limits_of(field)["maxlength"] // 11)
