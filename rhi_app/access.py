"""Who may do what to whose objects. The rows stand in access_rows/, one file for each blueprint; a permission has the name of its audit action."""

from collections.abc import Callable, Mapping
from importlib import import_module
from pkgutil import iter_modules
from typing import TypeVar

from flask import g, has_request_context

from rhi_app import access_rows
from rhi_app.domain.problems import NotAllowed, NotHere
from rhi_app.models import Account

Reach = Callable[[Account, str, object], bool]
Row = TypeVar("Row")

ROLES = ("coordinator", "interviewer", "provider_desk", "social_worker", "police_liaison", "recipient", "manager", "administrator")
ANYONE = "anyone"  # no sign-in: the shell, sync (signed by the device), sign-in itself
SIGNED_IN = "signed_in"  # every account, about nothing but itself


def collect() -> tuple[dict[str, Mapping[str, Reach]], dict[str, str]]:
    """All actions and endpoints of all the rows; a name that stands twice is an error."""
    actions: dict[str, Mapping[str, Reach]] = {}
    endpoints: dict[str, str] = {}
    for name in sorted(module.name for module in iter_modules(access_rows.__path__)):
        rows = import_module(f"{access_rows.__name__}.{name}")
        _add(actions, getattr(rows, "ACTIONS", {}), name)
        _add(endpoints, getattr(rows, "ENDPOINTS", {}), name)
    return actions, endpoints


def _add(table: dict[str, Row], rows: Mapping[str, Row], place: str) -> None:
    doubled = table.keys() & rows.keys()
    if doubled:
        raise ValueError(f"access_rows/{place}.py: {sorted(doubled)} stands in another file as well.")
    table.update(rows)


ACTIONS, ENDPOINTS = collect()


def may(account: Account, action: str, thing: object = None) -> bool:
    """Without a thing: whether any role of the account includes the action at all."""
    row = ACTIONS[action]
    held = [role for role in account.roles if role.role in row]
    if thing is None:
        return bool(held)
    return any(row[role.role](account, role.organisation_id, thing) for role in held)


def may_or_refuse(account: Account, action: str, thing: object = None) -> None:
    """Refuses somebody else's object as if there were none; a missing role is said."""
    if has_request_context():
        g.asked = True  # gate.py lets no page out that did not ask
    if thing is not None and not may(account, action, thing):
        raise NotHere
    if thing is None and not may(account, action):
        raise NotAllowed
