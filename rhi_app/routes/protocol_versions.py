"""A protocol that waits for two administrators: what it would change, and their word."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from rhi_app import current
from rhi_app.access import may_or_refuse
from rhi_app.database import db
from rhi_app.routes.protocols_page import rules_of, topic_words
from rhi_app.services import protocol_versions
from rhi_app.services.protocols import authorities
from rhi_app.services.time import now

bp = Blueprint("protocol_versions", __name__)


@bp.get("/protocols/<authority>/<version>/proposed")
def show(authority: str, version: str) -> ResponseReturnValue:
    account = current.get_account()
    may_or_refuse(account, "protocol.confirm")
    row = protocol_versions.get_proposed(db.session, authority, version)
    changes = protocol_versions.changes(db.session, row, now())
    has_confirmed = any(one.account_id == account.id for one in row.confirmations)
    protocol = protocol_versions.protocol_of(db.session, row)
    return render_template(
        "portal/protocol_proposed.html", row=row, changes=changes, has_confirmed=has_confirmed, protocol=protocol, rules=rules_of(protocol),
        names=authorities() | {row.authority: protocol["name"]}, topic_words=topic_words,
    )  # fmt: skip


@bp.post("/protocols/<authority>/<version>/confirm")
def confirm(authority: str, version: str) -> ResponseReturnValue:
    account = current.get_account()
    may_or_refuse(account, "protocol.confirm")
    row = protocol_versions.get_proposed(db.session, authority, version)
    protocol_versions.confirm(db.session, account, row, now())
    db.session.commit()
    return redirect(url_for("protocols.index"))
