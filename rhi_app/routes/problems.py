"""The one writer of problems to HTTP: a page for people, JSON for the phone."""

from http import HTTPStatus

from flask import Flask, Response, current_app, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from rhi_app import current
from rhi_app.database import db
from rhi_app.domain.problems import Broken, NotAllowed, NotHere, Problem, SignInNeeded
from rhi_app.routes.sign_in import ask_to_sign_in

STATUS: dict[type[Problem], int] = {NotHere: 404, NotAllowed: 403, SignInNeeded: 401, Broken: 500}
TRY_AGAIN_SECONDS = 5
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")

SENTENCES = {
    400: ("unreadable-request", "What was sent could not be read. Go back and try once more."),
    404: (NotHere.slug, NotHere.sentence),
    405: ("wrong-method", "This address does not take that. Go back and use the button there."),
    413: ("too-large", "This is too large to be taken: 4 MB is the limit."),
    415: ("unreadable-request", "What was sent could not be read. Go back and try once more."),
}


class Busy(Problem):
    slug = "busy"
    sentence = "The server cannot save just now. Nothing was changed. Try again in a moment."
    try_again = True


class PageTooOld(Problem):
    slug = "page-too-old"
    sentence = "This page was open for too long, or in another browser. Go back, load it again, and send it once more."
    try_again = True


def init_problems(app: Flask) -> None:
    app.register_error_handler(SignInNeeded, answer_sign_in_needed)
    app.register_error_handler(Problem, answer_problem)
    app.register_error_handler(CSRFError, lambda error: answer(PageTooOld(), 400))
    app.register_error_handler(HTTPException, answer_http)
    app.register_error_handler(OperationalError, answer_busy)
    app.register_error_handler(Exception, answer_broken)


def answer_sign_in_needed(problem: Problem) -> ResponseReturnValue:
    return answer(problem, 401) if wants_json() else ask_to_sign_in()


def answer_problem(problem: Problem) -> ResponseReturnValue:
    return answer(problem, status_of(problem))


def status_of(problem: Problem) -> int:
    """What a problem says of itself, else what its class is known as, else: the request met a rule."""
    for kind in type(problem).__mro__:
        if kind in STATUS:
            return STATUS[kind]
    return int(getattr(problem, "status", HTTPStatus.CONFLICT))


def answer_http(error: HTTPException) -> ResponseReturnValue:
    code = error.code or 500
    if code < 400:
        return error.get_response()
    slug, sentence = SENTENCES.get(code, (f"http-{code}", "That did not work."))
    response = answer(Problem(sentence, slug=slug), code)
    response.headers.extend({name: value for name, value in error.get_headers() if name == "Allow"})
    return response


def answer_busy(error: OperationalError) -> ResponseReturnValue:
    """Locked for too long, disk full, database away: the phone keeps what it has and comes again."""
    current_app.logger.error("The database refused: %s", error.orig)
    current.read_by_nobody()  # the page that says so must not ask the database who reads it
    response = answer(Busy(), 503)
    response.headers["Retry-After"] = str(TRY_AGAIN_SECONDS)
    return response


def answer_broken(error: Exception) -> ResponseReturnValue:
    current_app.logger.error("Unexpected %s at %s", type(error).__name__, request.endpoint, exc_info=error)
    return answer(Broken(), 500)


def answer(problem: Problem, status: int) -> Response:
    db.session.rollback()
    if wants_json():
        return make_response(jsonify(said_of(problem)), status)
    return make_response(render_template("problem.html", problem=problem, status=status, typed=typed_before(status)), status)


def said_of(problem: Problem) -> dict[str, object]:
    """What a phone reads."""
    return {"problem": problem.slug, "sentence": problem.sentence, "try_again": problem.try_again}


def typed_before(status: int) -> list[tuple[str, str]]:
    """What was sent when the fault was ours: the page gives it back, so that one press sends it once more. Never a password or a code."""
    is_form = request.method == "POST" and request.mimetype in FORMS
    if status < 500 or not is_form or request.blueprint == "sign_in":
        return []
    return list(request.form.items(multi=True))


def wants_json() -> bool:
    best = request.accept_mimetypes.best_match(["text/html", "application/json"], default="text/html")
    return request.path.startswith("/sync/") or best == "application/json"
