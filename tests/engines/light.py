"""What would only cost time in a test: full password hashes for a cast of seven, and templates, addresses and the phone's forms made anew for each application."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

from rhi_app.forms.pages import render_form
from rhi_app.routes import shell
from rhi_app.services import passwords


class Compiled(BytecodeCache):
    """Templates that an earlier application of this process compiled; by name and content."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        compiled = self.kept.get(bucket.key + bucket.checksum)
        if compiled is not None:
            bucket.bytecode_from_string(compiled)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key + bucket.checksum] = bucket.bytecode_to_string()


@pytest.fixture(scope="session", autouse=True)
def light_passwords() -> Iterator[None]:
    """tests/server/test_passwords.py looks at the real ones."""
    real, passwords.HASHER = passwords.HASHER, PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    yield
    passwords.HASHER = real


@pytest.fixture(scope="session", autouse=True)
def templates_compiled_once() -> Iterator[None]:
    real, Flask.jinja_options = Flask.jinja_options, {"bytecode_cache": Compiled()}
    yield
    Flask.jinja_options = real


@pytest.fixture(scope="session", autouse=True)
def addresses_compiled_once() -> Iterator[None]:
    """Two thirds of what it takes to make an application: werkzeug compiles two functions for each of its hundred and twenty rules."""
    real, kept = Rule._compile_builder, {}

    def compile_once(rule: Rule, append_unknown: bool = True) -> Callable[..., Any]:
        of = (rule.rule, rule.subdomain, repr(rule.defaults), append_unknown)
        if of not in kept:
            kept[of] = real(rule, append_unknown)
        return kept[of]

    Rule._compile_builder = compile_once  # type: ignore[method-assign]
    yield
    Rule._compile_builder = real  # type: ignore[method-assign]


@pytest.fixture(scope="session", autouse=True)
def forms_rendered_once() -> Iterator[None]:
    """Of the phone's shell: each new application asks for all of them, to learn its version, before it answers with its first page."""
    shell.render_form = cache(render_form)  # type: ignore[assignment]
    yield
    shell.render_form = render_form
