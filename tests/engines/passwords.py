"""Light password hashes: a cast of seven would take a second of every test. tests/server/test_passwords.py looks at the real ones."""

from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher

from rhi_app.services import passwords


@pytest.fixture(scope="session", autouse=True)
def light_passwords() -> Iterator[None]:
    real, passwords.HASHER = passwords.HASHER, PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    yield
    passwords.HASHER = real
