"""What sync and enrolment can answer instead of what was asked. The phone knows them by their slugs."""

from rhi_app.domain.problems import Problem


class EnvelopeUnreadable(Problem):
    """Not an envelope, or not one of ours. Nothing is stored, so the phone keeps it."""

    slug = "envelope-unreadable"
    sentence = "This could not be taken: it is damaged, or it is not from a phone of this organisation. The phone keeps it."


class EnvelopeDiffers(Problem):
    """The same id or number came before with other bytes. Both sides alarm; nothing is overwritten."""

    slug = "envelope-differs"
    sentence = "The server already has something else under this number. Nothing was changed. Tell your coordinator; the phone keeps its copy."


class SnapshotOlder(Problem):
    """The server has this snapshot's number already, or a higher one."""

    slug = "snapshot-older"
    sentence = "The server has a newer copy of this draft. Nothing was changed; the phone makes a new one."


class TooLarge(Problem):
    slug = "too-large"
    sentence = "This is too large to be taken: 4 MB is the limit."


class BodyUnreadable(Problem):
    slug = "unreadable-request"
    sentence = "What was sent could not be read."


class WordNotGenuine(Problem):
    """No phone that we know signed this request."""

    slug = "word-not-genuine"
    sentence = "The server does not know this phone by its signature."


class DeviceNotActive(Problem):
    slug = "device-not-active"
    sentence = "This phone is not ready yet: the coordinator has still to compare the six words."
    try_again = True


class DeviceRevoked(Problem):
    slug = "device-revoked"
    sentence = "This phone was taken out of use. What it still holds can be sent; ask your coordinator."


class CodeRefused(Problem):
    """Wrong, used or out of time: which of them is told to nobody who guesses."""

    slug = "code-refused"
    sentence = "This code does not work. It may be mistyped, used, or older than 10 minutes. Ask your coordinator for a new one."


class ProofRefused(Problem):
    slug = "proof-refused"
    sentence = "The phone could not show that it holds its keys. Start again with a new code."


class NotWaiting(Problem):
    """The phone is not in the state that the step needs."""

    slug = "phone-not-waiting"
    sentence = "This phone is not waiting for that. Load the page again."


class NotSetAside(Problem):
    """Somebody else was faster, or it has another state."""

    slug = "not-set-aside"
    sentence = "This is done already, or no longer waits for that. Load the page again."
