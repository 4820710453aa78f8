"""Who may do what in a recovery. Two different people, and neither of them the one whose drafts they are: no one person gets at a draft alone."""

REASONS = {"forgotten_words": "The four words are forgotten", "broken_phone": "The phone is broken", "lost_phone": "The phone is lost or stolen"}


def may_open(account: str, owner: str) -> bool:
    return account != owner


def may_approve(account: str, owner: str, opened_by: str) -> bool:
    return account not in (owner, opened_by)


def may_wipe(account: str, owner: str, revoked_by: str | None) -> bool:
    """Who took the phone out does not wipe it."""
    return account not in (owner, revoked_by)
