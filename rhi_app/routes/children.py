"""Names, addresses and the people around a child: shown when somebody asks for them, and noted in the log."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from rhi_app.database import db
from rhi_app.routes.episodes import SECTIONS
from rhi_app.routes.opened import open_names
from rhi_app.services import children, corrected, episode_view

bp = Blueprint("children", __name__)


@bp.post("/episodes/<episode_id>/people")
def show(episode_id: str) -> ResponseReturnValue:
    episode = children.get_episode(db.session, episode_id)
    moment = open_names("child.read", episode.child, episode.child_id)
    view = episode_view.view_of(db.session, episode, moment)
    told = children.episode_details(db.session, episode)
    put_right = [*corrected.told(told, episode.authority), *corrected.told(view.details, episode.authority)]
    return render_template(
        "portal/episode/people.html", view=view, sections=SECTIONS, here="people", told=told,
        corrections=sorted((one for one in put_right if not one.is_coded), key=lambda one: one.at, reverse=True),
    )  # fmt: skip
