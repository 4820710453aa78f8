"""Passwords at rest: slow to try, and never told apart from no account at all."""

import pytest
from argon2 import extract_parameters

from rhi_app.services import passwords


def test_a_password_is_hashed_as_rfc_9106_recommends() -> None:
    told = extract_parameters(passwords.make_hasher().hash("four invented words here"))
    assert (told.type.name, told.memory_cost, told.time_cost) == ("ID", 64 * 1024, 3)


def test_the_right_password_fits_and_no_other() -> None:
    stored = passwords.hash_password("four invented words here")
    assert passwords.is_right(stored, "four invented words here")
    assert not passwords.is_right(stored, "four invented words hers")
    assert not passwords.is_right(None, "nobody has this password")
    assert not passwords.is_right("not a hash", "four invented words here")


@pytest.mark.parametrize("password", ["", "elevenchars", "x" * 201])
def test_a_password_too_short_or_too_long_is_refused(password: str) -> None:
    with pytest.raises(passwords.PasswordTooShort):
        passwords.hash_password(password)
