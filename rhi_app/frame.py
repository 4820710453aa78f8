"""What every page's frame needs: the functions of the adapter, and where the person who is signed in may go."""

from datetime import datetime, timedelta
from typing import Any

from flask import Flask, current_app, request, url_for
from markupsafe import Markup

from rhi_app import access
from rhi_app.database import db
from rhi_app.domain import clock_words
from rhi_app.domain.synopsis_words import day_words, moment_words
from rhi_app.domain.time_proof import proof_of_time
from rhi_app.forms import components
from rhi_app.models import Account
from rhi_app.services.quarantine import count_open
from rhi_app.services.time import now
from rhi_app.services.work_list import needs_count

LABELS = {
    "episodes.work_list": "Work list",
    "inbox.index": "Inbox",
    "records.mine": "My records",
    "intake.add": "Add an episode",
    "agreements.index": "Agreements",
    "phones.index": "Interviewers",
    "quarantine.index": "Set aside",
    "phones.mine": "My phone",
    "directory.index": "Directory",
    "protocols.index": "Protocols",
}
# In which order each role meets its pages: first is where a person lands. Who may open which is decided by the access table alone.
ORDER = {
    "coordinator": ("episodes.work_list", "inbox.index", "intake.add", "agreements.index", "phones.index", "quarantine.index"),
    "manager": ("episodes.work_list",),
    "provider_desk": ("agreements.index", "episodes.work_list"),
    "social_worker": ("inbox.index",),
    "police_liaison": ("inbox.index",),
    "recipient": ("inbox.index",),
    "interviewer": ("records.mine", "phones.mine"),
    "administrator": ("protocols.index", "directory.index", "phones.index", "quarantine.index"),
}
ROLE_WORDS = {"provider_desk": "provider desk", "social_worker": "social worker", "police_liaison": "police liaison", "recipient": "reader"}


def init_frame(app: Flask) -> None:
    """Functions rather than values: a page that does not say who is signed in does not look it up."""
    app.jinja_env.globals.update(
        params_of=components.params_of,
        unanswered_params=components.unanswered_params,
        summary_params=components.summary_params,
        navigation=navigation,
        role_words=role_words,
    )
    app.jinja_env.filters.update(
        time_words=clock_words.time_words, date_words=clock_words.date_words, day_time=day_time, moment=moment_words, day=day_words,
        span=span, days_words=days_words, proof=proof_of_time,
    )  # fmt: skip


def role_words(account: Account) -> str:
    words = {ROLE_WORDS.get(held.role, held.role) for held in account.roles}
    return ", ".join(sorted(words))


def navigation(account: Account) -> list[dict[str, Any]]:
    """One navigation, the sum of the roles."""
    held = {role.role for role in account.roles}
    ordered = [endpoint for role, endpoints in ORDER.items() if role in held for endpoint in endpoints]
    return [_item(endpoint, account) for endpoint in dict.fromkeys([*ordered, *LABELS]) if _may_go(endpoint, account)]


def _may_go(endpoint: str, account: Account) -> bool:
    action = access.ENDPOINTS.get(endpoint)
    if action is None or endpoint not in current_app.view_functions:
        return False
    return action == access.SIGNED_IN or access.may(account, action)


def _item(endpoint: str, account: Account) -> dict[str, Any]:
    item: dict[str, Any] = {"text": LABELS[endpoint], "href": url_for(endpoint), "active": False}
    here = request.endpoint or ""
    if here == endpoint:
        item["current"] = True
    elif here.split(".")[0] in (endpoint.split(".")[0], *BELOW.get(endpoint, ())):
        item["active"] = here not in LABELS
    if endpoint == "episodes.work_list" and access.may(account, "record.allocate"):
        item |= _counted(LABELS[endpoint], needs_count(db.session, account.organisation_id, now()))
    if endpoint == "quarantine.index":
        item |= _counted(LABELS[endpoint], count_open(db.session, account.organisation_id))
    return item


def _counted(label: str, waiting: int) -> dict[str, Any]:
    said = Markup('{} <span class="rhi-count">{}<span class="govuk-visually-hidden"> need you</span></span>')
    return {"html": said.format(label, waiting)} if waiting else {}


# Pages of another blueprint that stand below an item.
BELOW = {
    "episodes.work_list": ("why", "allocation", "decisions", "children", "corrections", "child_corrections", "returns", "duties", "begun", "endings"),
    "phones.index": ("recoveries",),
    "protocols.index": ("role_numbers", "protocol_versions"),
}


def day_time(moment: datetime) -> str:
    """`Fri 20 Nov, 06:30`, in London."""
    return f"{clock_words.date_words(moment)}, {clock_words.time_words(moment)}"


def span(length: timedelta) -> str:
    """`2 h 42`, `50 min`: in hours to the end, as the clock counts."""
    minutes = int(length.total_seconds() // 60)
    return f"{minutes // 60} h {minutes % 60:02}" if minutes >= 60 else f"{minutes} min"


def days_words(length: timedelta) -> str:
    """`30 hours`, `3 days`: how long somebody has waited."""
    hours = int(length.total_seconds() // 3600)
    return f"{hours} hours" if hours < 48 else f"{hours // 24} days"
