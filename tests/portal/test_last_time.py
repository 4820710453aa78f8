"""The next absence of the same child: who talked with them last time, what was promised then, and that they may ask for another."""

from collections.abc import Callable
from datetime import datetime, timedelta

from flask import Flask

from rhi_app.database import db
from rhi_app.models import Episode
from rhi_app.services import intake
from rhi_app.services.allocation import allocate
from rhi_app.services.case_view import case_of
from tests.portal.cases import a_notice, person
from tests.portal.strict import Browser
from tests.portal.test_endings import HELD, allocated, write

PROMISED = [{"what": "Ask the grandmother", "who": "Amira Haddad", "by": "2026-11-22"}]


def the_next(cast: dict[str, str], now: datetime) -> Episode:
    """The first was held."""
    first = allocated(cast, now)
    write(cast, first, now, *HELD[:3], ("interview", {"analysis.actions": PROMISED, "help.change": "Somewhere to go"}), HELD[3])
    later = {"missing_from_at": now - timedelta(hours=9), "reported_at": now - timedelta(hours=8), "returned_at": now - timedelta(hours=2)}
    return intake.add_episode_of(db.session, person(cast["ben"]), first.child, a_notice(cast, now, "essex", **later), now)


def test_the_same_interviewer_is_proposed_unless_the_young_person_asked_for_another(
    app: Flask, as_person: Callable[[str], Browser], cast: dict[str, str], now: datetime
) -> None:
    with app.app_context():
        episode = the_next(cast, now)
        episode_id, record = episode.id, episode.child.episodes[0].record
        assert record is not None
        db.session.commit()
    ben = as_person("ben")
    page = ben.get(f"/episodes/{episode_id}/allocate")
    assert "Amira Haddad talked with this young person last time." in page.text
    assert ("interviewer", cast["amira"]) in page.forms[-1].fields
    with app.app_context():
        episode = db.session.get_one(Episode, episode_id)
        again = allocate(db.session, person(cast["ben"]), episode, person(cast["amira"]), now, reason="As last time")
        write(cast, again, now, ("offer", {"offer.how": "telephone", "offer.to": "child", "offer.response": "wants_time", "offer.person": "another"}))
        db.session.commit()
    assert "The young person asked for somebody else." in ben.get(f"/episodes/{episode_id}/allocate").text


def test_what_was_promised_last_time_goes_along_to_the_phone(app: Flask, cast: dict[str, str], now: datetime) -> None:
    with app.app_context():
        record = allocate(db.session, person(cast["ben"]), the_next(cast, now), person(cast["amira"]), now, reason="As last time")
        [last] = case_of(db.session, record)["earlier"]
        assert (last["promised"], last["would_help"]) == (PROMISED, "Somewhere to go")
        assert "interview held" in last["summary"]
