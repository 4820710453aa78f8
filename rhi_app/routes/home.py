"""Where somebody lands who signed in: the first page of the first role that has one."""

from flask import Blueprint, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from rhi_app import current

bp = Blueprint("home", __name__)

LANDING = (
    ("coordinator", "episodes.work_list"),
    ("manager", "episodes.work_list"),
    ("provider_desk", "agreements.index"),
    ("social_worker", "inbox.index"),
    ("police_liaison", "inbox.index"),
    ("interviewer", "phones.mine"),
    ("administrator", "phones.index"),
)


@bp.get("/")
def home() -> ResponseReturnValue:
    held = {role.role for role in current.get_account().roles}
    for role, endpoint in LANDING:
        if role in held and endpoint in current_app.view_functions:
            return redirect(url_for(endpoint))
    return render_template("nothing_here.html")
