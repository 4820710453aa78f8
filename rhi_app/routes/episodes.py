"""The work list, and the page of one episode with its sections."""

from datetime import datetime

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from rhi_app import current
from rhi_app.access import may, may_or_refuse
from rhi_app.database import db
from rhi_app.domain.problems import NotHere
from rhi_app.models import Account, Episode, Record
from rhi_app.services import agreements, begun, came_back, children, endings, episode_log, episode_view, phone_watch, quarantine
from rhi_app.services import work_list as lists
from rhi_app.services.accounts import list_with_role
from rhi_app.services.outbox import count_alarmed
from rhi_app.services.protocols import authorities
from rhi_app.services.time import now

bp = Blueprint("episodes", __name__)

SECTIONS = {"agreement": "Agreement", "record": "Record", "sharing": "Who has read it", "duties": "Duties", "log": "Log"}


@bp.get("/episodes")
def work_list() -> ResponseReturnValue:
    account, moment = current.get_account(), now()
    may_or_refuse(account, "episode.list")
    rows = lists.rows_of(db.session, account.organisation_id, moment)
    chosen = _filter()
    shown = [row for row in rows if chosen.lets(row)]
    return render_template(
        "portal/work_list.html", rows=shown, groups=lists.GROUPS, chosen=chosen, moment=moment, authorities=_authorities(rows),
        open_count=sum(1 for row in rows if row.group != "closed"), people=_interviewers(account),
        begun=_begun(account), phones=_phones(account, moment), stuck_mails=count_alarmed(db.session),
    )  # fmt: skip


@bp.get("/episodes/<episode_id>")
def show(episode_id: str) -> ResponseReturnValue:
    episode = _readable(episode_id)
    view = episode_view.view_of(db.session, episode, now())
    return render_template(
        "portal/episode/overview.html", view=view, sections=SECTIONS, here="overview", added=request.args.get("added"),
        unreached=_unreached(view),
        can_join=bool(endings.records_to_serve(episode)),
    )  # fmt: skip


@bp.get("/episodes/<episode_id>/<section>")
def section(episode_id: str, section: str) -> ResponseReturnValue:
    episode = _readable(episode_id)
    if section not in SECTIONS:
        raise NotHere
    view = episode_view.view_of(db.session, episode, now())
    lines = episode_log.lines_of(db.session, episode) if section == "log" else []
    return render_template(
        f"portal/episode/{section}.html", view=view, sections=SECTIONS, here=section, lines=lines, ways=episode_view.WAYS, unreached=_unreached(view),
        changed_in=agreements.changed_in(db.session, episode.record) if section == "agreement" and episode.record else None,
    )  # fmt: skip


def _unreached(view: episode_view.EpisodeView) -> dict[str, str]:
    """By delivery, whom no mail reaches."""
    return came_back.unreached_by(db.session, [reader.delivery for reader in view.readers if reader.delivery is not None])


def _phones(account: Account, moment: datetime) -> dict[str, int]:
    """What waits beside the children: for those who look after the phones."""
    if not may(account, "quarantine.list"):
        return {"set_aside": 0, "to_ask_about": 0}
    watched = phone_watch.phones_to_ask_about(db.session, account.organisation_id, moment)
    return {"set_aside": quarantine.count_open(db.session, account.organisation_id), "to_ask_about": watched.count}


def _begun(account: Account) -> list[Record]:
    """What phones began and nobody has matched yet: for whoever may."""
    return begun.list_begun(db.session, account.organisation_id) if may(account, "record.match") else []


def _readable(episode_id: str) -> Episode:
    episode = children.get_episode(db.session, episode_id)
    may_or_refuse(current.get_account(), "episode.read", episode)
    return episode


def _filter() -> lists.Filter:
    """Ticks in the address: a filter that works without script, and holds nothing about anybody."""
    if not request.args:
        return lists.Filter()
    groups = tuple(group for group in lists.GROUPS if group in request.args.getlist("show"))
    return lists.Filter(groups, tuple(request.args.getlist("authority")), request.args.get("interviewer", ""), "duty" in request.args)


def _authorities(rows: list[lists.Row]) -> dict[str, str]:
    """Those that the provider has episodes of."""
    here = {row.episode.authority for row in rows}
    return {key: name for key, name in authorities().items() if key in here}


def _interviewers(account: Account) -> list[Account]:
    return list_with_role(db.session, account.organisation_id, "interviewer")
