"""A browser without a screen that refuses what a page must not be: broken ids, a form without novalidate, a label of nothing."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-controls")


@dataclass
class Form:
    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[dict[str, str]] = field(default_factory=list)


class Page(HTMLParser):
    """What stands on a page, and every fault that was found on the way."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.html = html
        self.open: list[str] = []
        self.ids: list[str] = []
        self.wanted: list[str] = []
        self.faults: list[str] = []
        self.forms: list[Form] = []
        self.words: list[str] = []
        self.links: list[tuple[str, str]] = []
        self.counts: dict[str, int] = {}
        self._select_name = ""
        self._is_glued = False
        self.feed(html)
        self.faults += [f"{tag} is never closed" for tag in self.open]
        self.faults += [f"id {name} stands twice" for name in {one for one in self.ids if self.ids.count(one) > 1}]
        self.faults += [f"nothing has the id {name}" for name in self.wanted if name not in self.ids]

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.words)).strip()

    @property
    def title(self) -> str:
        found = re.search(r"<title>(.*?)</title>", self.html, re.S)
        return found[1].strip() if found else ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if len(given) < len(attrs):
            self.faults.append(f"{tag} has an attribute twice: {attrs}")
        if "style" in given or any(name.startswith("on") for name in given):
            self.faults.append(f"{tag} carries inline style or script")
        if tag not in VOID:
            self.open.append(tag)
        self.counts[tag] = self.counts.get(tag, 0) + 1
        if given.get("id"):
            self.ids.append(given["id"])
        for name in REFERENCES:
            self.wanted += given.get(name, "").split()
        reader = {"form": self._form, "input": self._input, "textarea": self._textarea, "select": self._select, "option": self._choice,
                  "button": self._button, "a": self._a}.get(tag)
        if reader:
            reader(given)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        self._is_glued = tag == "bdi"  # what follows it stands in the same line
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes something else")

    def handle_data(self, data: str) -> None:
        if not {"script", "style", "title"} & set(self.open):
            self.words[-1:] = [self.words[-1] + data] if self._is_glued else [*self.words[-1:], data]
            self._is_glued = False
        if self.open and self.open[-1] == "textarea" and self.forms:
            name, before = self.forms[-1].fields[-1]
            self.forms[-1].fields[-1] = (name, before + data)

    def _form(self, given: dict[str, str]) -> None:
        self.forms.append(Form(given.get("action", ""), given.get("method", "get")))
        if "novalidate" not in given:
            self.faults.append("a form without novalidate")

    def _input(self, given: dict[str, str]) -> None:
        if "name" not in given or not self.forms:
            return
        if given.get("type") not in ("radio", "checkbox") or "checked" in given:
            self.forms[-1].fields.append((given["name"], given.get("value", "")))

    def _textarea(self, given: dict[str, str]) -> None:
        self.forms[-1].fields.append((given["name"], ""))

    def _select(self, given: dict[str, str]) -> None:
        self._select_name = given["name"]
        self.forms[-1].fields.append((given["name"], ""))

    def _choice(self, given: dict[str, str]) -> None:
        if "selected" in given:
            self.forms[-1].fields[-1] = (self._select_name, given.get("value", ""))

    def _button(self, given: dict[str, str]) -> None:
        if self.forms:
            self.forms[-1].buttons.append(given)

    def _a(self, given: dict[str, str]) -> None:
        self.links.append((given.get("href", ""), ""))


def check(page: Page, response: TestResponse) -> None:
    assert page.faults == []
    assert page.counts.get("h1") == 1, "one h1"
    assert page.title, "a title"
    assert page.html.startswith("<!DOCTYPE html>")
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert response.headers["Cache-Control"] == "no-store"


class Browser:
    """One person's browser."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()
        self.page: Page | None = None
        self.response: TestResponse | None = None

    def get(self, path: str, status: int = 200) -> Page:
        return self._look(self.client.get(path, follow_redirects=True), status)

    def send(self, changes: dict[str, Any] | None = None, *, form: str = "", status: int = 200, button: tuple[str, str] | None = None) -> Page:
        """Fills in a form of the page in front of us and presses its button; `form` is a part of its address."""
        assert self.page is not None
        chosen = next(one for one in self.page.forms if one.method == "post" and form in one.action and "sign-out" not in one.action)
        given = changes or {}
        pairs = [(name, value) for name, value in chosen.fields if name not in given]
        pairs += [(name, one) for name, value in given.items() for one in (value if isinstance(value, list) else [value])]
        if button:
            pairs.append(button)
        path = chosen.action or str(self.response.request.path)  # type: ignore[union-attr]
        return self._look(self.client.post(path, data=MultiDict(pairs), follow_redirects=True), status)

    def _look(self, response: TestResponse, status: int) -> Page:
        assert response.status_code == status, f"{response.status_code} at {response.request.path}: {Page(response.text).text[:600]}"
        self.response, self.page = response, Page(response.text)
        check(self.page, response)
        return self.page
