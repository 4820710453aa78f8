"""The words of agreement that a protocol prints, how an entry names exactly these, and whether they are still those of today.

Mirrored in static/js/wordings.js.
"""

from typing import Any

from rhi_app.domain import canonical

Wording = dict[str, Any]
Name = dict[str, str]
YOUNG_PERSONS_PART = ("before.", "during.", "back.", "help.", "safety.")


def find_wording(content: dict[str, Any], who: str, language: str = "en") -> Wording | None:
    """The newest version in that language; None where the protocol prints none."""
    found = [one for one in (content["consent_wordings"] or {}).get(who, []) if one["language"] == language]
    return max(found, key=lambda one: one["version"], default=None)


def name_of(content: dict[str, Any], who: str, wording: Wording) -> Name:
    """The digest is of exactly these lines."""
    return {
        "authority": content["taken_from"]["consent_wordings"],
        "who": who,
        "version": str(wording["version"]),
        "language": wording["language"],
        "digest": canonical.digest(wording["text"]),
    }


def changed_since(answers: dict[str, Any], words: Name | None, readers: list[str] | None) -> list[str]:
    """What of an agreement is another one today: `words`, `readers`. What was not kept, or is not known now, is not compared."""
    then = {"words": answers.get("consent.wording"), "readers": answers.get("consent.recipients")}
    now = {"words": words, "readers": readers}
    return [name for name in now if then[name] is not None and now[name] is not None and then[name] != now[name]]


def read_back_digest(record: str, written: list[dict[str, Any]]) -> str:
    """Of the young person's part as it stands in these answers, the newest of each question: what a signature covers."""
    answers: dict[str, Any] = {}
    for each in written:
        answers.update(each)
    own = {name: answer for name, answer in answers.items() if name.startswith(YOUNG_PERSONS_PART)}
    return canonical.hash_text(canonical.write({"record": record, "answers": own}))
