"""Why something is required: the answer in two sentences, the layers as printed, the facts used, and what would change it."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from rhi_app import current
from rhi_app.access import may_or_refuse
from rhi_app.database import db
from rhi_app.services import children, episode_view
from rhi_app.services.time import now
from rhi_app.services.why import reasons_of

bp = Blueprint("why", __name__)


@bp.get("/episodes/<episode_id>/why/<question>/<topic>")
def show(episode_id: str, question: str, topic: str) -> ResponseReturnValue:
    moment = now()
    episode = children.get_episode(db.session, episode_id)
    may_or_refuse(current.get_account(), "episode.read", episode)
    view = episode_view.view_of(db.session, episode, moment)
    reasons = reasons_of(db.session, view, question, topic, moment)
    return render_template("portal/why.html", view=view, reasons=reasons)
