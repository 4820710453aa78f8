"""What every page's frame needs: the loader of the macros, the adapter's functions, who is signed in and where they may go."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Flask, current_app, request, url_for
from jinja2 import BaseLoader, ChoiceLoader, PackageLoader, PrefixLoader
from markupsafe import Markup

from rhi_app import access, current
from rhi_app.domain import clock_words
from rhi_app.forms import components
from rhi_app.models import Account
from rhi_app.services.time import now
from rhi_app.settings import Settings

# First is where a person lands. Who sees which is decided by the access table alone.
NAVIGATION = (
    ("work_list.show", "Work list"),
    ("inbox.show", "Inbox"),
    ("records.mine", "My records"),
    ("intake.add", "Add an episode"),
    ("agreements.index", "Agreements"),
    ("phones.index", "Interviewers"),
    ("phones.mine", "My phone"),
    ("protocols.index", "Protocols"),
)
ROLE_WORDS = {"provider_desk": "provider desk", "social_worker": "social worker", "police_liaison": "police liaison"}

Counter = Callable[[Account, datetime], int]


def init_frame(app: Flask, settings: Settings) -> None:
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    loaders: list[BaseLoader] = [PackageLoader("rhi_app")]
    macros = {"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}
    app.jinja_loader = ChoiceLoader([*loaders, PrefixLoader(macros)])
    app.jinja_env.globals.update(
        params_of=components.params_of,
        unanswered_params=components.unanswered_params,
        summary_params=components.summary_params,
        product_name=settings.name,
        is_demonstration=settings.demo,
    )
    app.jinja_env.filters.update(time_words=clock_words.time_words, date_words=clock_words.date_words)
    app.jinja_env.filters["day_time"] = day_time
    app.context_processor(of_the_account)


def of_the_account() -> dict[str, Any]:
    account = current.find_account()
    if account is None:
        return {"account": None, "navigation": []}
    return {"account": account, "role_words": role_words(account), "navigation": navigation(account)}


def role_words(account: Account) -> str:
    words = {ROLE_WORDS.get(held.role, held.role) for held in account.roles}
    return ", ".join(sorted(words))


def navigation(account: Account) -> list[dict[str, Any]]:
    """One navigation, the sum of the roles."""
    return [_item(endpoint, label, account) for endpoint, label in NAVIGATION if _may_go(endpoint, account)]


def _may_go(endpoint: str, account: Account) -> bool:
    action = access.ENDPOINTS.get(endpoint)
    if action is None or endpoint not in current_app.view_functions:
        return False
    return action == access.SIGNED_IN or access.may(account, action)


def _item(endpoint: str, label: str, account: Account) -> dict[str, Any]:
    item: dict[str, Any] = {"text": label, "href": url_for(endpoint), "active": False}
    here = request.endpoint or ""
    if here == endpoint:
        item["current"] = True
    elif here.split(".")[0] == endpoint.split(".")[0] or here in BELOW.get(endpoint, ()):
        item["active"] = True
    counter = COUNTERS.get(endpoint)
    waiting = counter(account, now()) if counter else 0
    if waiting:
        said = Markup('{} <span class="rhi-count">{}<span class="govuk-visually-hidden"> waiting</span></span>')
        item["html"] = said.format(label, waiting)
    return item


# Pages of another blueprint that stand below an item.
BELOW: dict[str, tuple[str, ...]] = {"work_list.show": ("episodes.show", "episodes.section", "why.show")}
COUNTERS: dict[str, Counter] = {}


def day_time(moment: datetime) -> str:
    """`Fri 20 Nov, 06:30`, in London."""
    return f"{clock_words.date_words(moment)}, {clock_words.time_words(moment)}"
