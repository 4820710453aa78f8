"""What can go wrong in words that a person can act on. Only routes/problems.py knows what HTTP makes of them."""


class Problem(Exception):
    """Says in one sentence what is the matter; `try_again` tells whether doing the same later can help.

    A subclass names its case: `class WrongCode(Problem): slug, sentence = "wrong-code", "That code is not right."`
    """

    slug = "problem"
    sentence = "Something is not as it should be."
    try_again = False

    def __init__(self, sentence: str = "", *, slug: str = "", try_again: bool | None = None) -> None:
        if sentence:
            self.sentence = sentence
        if slug:
            self.slug = slug
        if try_again is not None:
            self.try_again = try_again
        super().__init__(self.sentence)


class NotHere(Problem):
    """There is none, or it is somebody else's: the two answer alike, so that nobody can ask which ids exist."""

    slug = "not-here"
    sentence = "There is nothing here, or it is not yours to see."


class NotAllowed(Problem):
    """The account has no role for this, whatever the object."""

    slug = "not-allowed"
    sentence = "Your roles do not include this."


class SignInNeeded(Problem):
    slug = "sign-in-needed"
    sentence = "Sign in to go on."
    try_again = True


class Broken(Problem):
    """Our own fault. What it was stands in the log; the reader learns what to do."""

    slug = "broken"
    sentence = "Something broke here, not with you. Nothing that was saved before is lost. Try again in a minute."
    try_again = True


class ProtocolProblem(Problem):
    """A protocol file, or what it was asked with, makes no sense; it says in which file, rule and place."""

    slug = "protocol-broken"

    def __init__(self, what: str, *, file: str = "", rule: str = "", place: str = "") -> None:
        self.what, self.file, self.rule, self.place = what, file, rule, place
        where = ", ".join(part for part in (file, rule and f"rule {rule}", place) if part)
        super().__init__(f"{where}: {what}" if where else what)


class RulesCollide(ProtocolProblem):
    """Two rules of one layer both decide, so none does."""

    slug = "rules-collide"


class ProtocolNotInForce(Problem):
    """A date outside every period: there is no falling back to another version."""

    slug = "protocol-not-in-force"


class HolidaysUnknown(Problem):
    """Beyond the horizon of the bank holidays' file, working days cannot be counted."""

    slug = "holidays-unknown"

    def __init__(self, day: str) -> None:
        self.day = day
        super().__init__(f"The bank holidays around {day} are not known yet, so working days cannot be counted.")
