"""Where somebody lands who signed in: the first page of their navigation."""

from flask import Blueprint, redirect, render_template
from flask.typing import ResponseReturnValue

from rhi_app import current
from rhi_app.frame import navigation

bp = Blueprint("home", __name__)


@bp.get("/")
def home() -> ResponseReturnValue:
    pages = navigation(current.get_account())
    return redirect(pages[0]["href"]) if pages else render_template("nothing_here.html")
