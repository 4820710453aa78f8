"""Passwords: Argon2id hashes, compared in the same time whether or not there is such an account."""

from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from rhi_app.domain.problems import Problem

# Each comparison takes 64 MiB: whoever knocks a hundred times at once must not take all of the memory.
AT_ONCE = BoundedSemaphore(2)
AT_LEAST = 12
AT_MOST = 200  # longer ones cost us time and give nothing

def make_hasher() -> PasswordHasher:
    """RFC 9106's second recommendation: 64 MiB, 3 passes, 4 lanes."""
    return PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4)


HASHER = make_hasher()


class PasswordTooShort(Problem):
    slug = "password-too-short"
    sentence = f"A password has {AT_LEAST} to {AT_MOST} characters. Four words that have nothing to do with each other are good."


def hash_password(password: str) -> str:
    if not AT_LEAST <= len(password) <= AT_MOST:
        raise PasswordTooShort
    return HASHER.hash(password)


def is_right(password_hash: str | None, password: str) -> bool:
    """Without a hash (no such account) a dummy is compared, so that the time tells nothing."""
    try:
        with AT_ONCE:
            fits = HASHER.verify(password_hash or _dummy(), password[: AT_MOST + 1])
    except (VerifyMismatchError, InvalidHashError):
        return False
    return fits and password_hash is not None


@cache
def _dummy() -> str:
    return HASHER.hash("nobody has this password")
