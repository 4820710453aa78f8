"""The second factor: a time-based code (RFC 6238). A code opens once; the secret lies sealed under the key-encryption key."""

from datetime import datetime
from hmac import compare_digest

import pyotp
from sqlalchemy.orm import Session

from rhi_app.domain.problems import Problem
from rhi_app.models import Account
from rhi_app.services.at_rest import ring_of

STEP_SECONDS = 30
NEAR = (0, -1, 1)  # a phone's clock may be half a minute off


class WrongCode(Problem):
    slug = "wrong-code"
    sentence = "That code is not right. Codes change every 30 seconds; take the one that is shown now."
    try_again = True


class CodeUsed(Problem):
    slug = "code-used"
    sentence = "That code was used already. Wait for the next one; it comes within 30 seconds."
    try_again = True


def set_up(session: Session, account: Account) -> str:
    """Gives the account a new secret; it is shown once, to be put into the person's app."""
    secret = pyotp.random_base32()
    account.totp_sealed = ring_of(session).seal("totp", account.id, secret.encode())
    return secret


def check_code(session: Session, account: Account, code: str, now: datetime) -> None:
    """Accepts a code of now, or of the half minute before or after, once and never an older one again."""
    typed = "".join(code.split())
    totp, current = _totp(session, account), int(now.timestamp()) // STEP_SECONDS
    step = next((current + off for off in NEAR if compare_digest(_at(totp, current + off), typed.encode())), None)
    if step is None:
        raise WrongCode
    session.flush()  # what is not written yet would be forgotten
    session.refresh(account, ["totp_last_step"], with_for_update=True)  # two may send it in the same moment
    if step <= account.totp_last_step:
        raise CodeUsed
    account.totp_last_step = step


def code_to_use(session: Session, account: Account, now: datetime) -> tuple[str, int]:
    """The code that opens next, and the seconds until it does. For the demonstration, which shows its codes."""
    current = int(now.timestamp()) // STEP_SECONDS
    step = max(current, account.totp_last_step + 1)
    wait = max(0, (step - 1) * STEP_SECONDS - int(now.timestamp()))  # a code of the next half minute is accepted already
    return _at(_totp(session, account), step).decode(), wait


def address(session: Session, account: Account, issuer: str) -> str:
    """What the person's app reads from the square code."""
    return str(_totp(session, account).provisioning_uri(name=account.email, issuer_name=issuer))


def _totp(session: Session, account: Account) -> pyotp.TOTP:
    if account.totp_sealed is None:
        raise WrongCode  # an account without a second factor cannot sign in
    return pyotp.TOTP(ring_of(session).open("totp", account.id, account.totp_sealed).decode())


def _at(totp: pyotp.TOTP, step: int) -> bytes:
    return str(totp.generate_otp(step)).encode()
