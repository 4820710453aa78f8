"""The factory: short, and in an order that matters where a comment says so."""

from flask import Flask
from flask_wtf import CSRFProtect
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader
from werkzeug.local import LocalProxy

from rhi_app import access, commands, current, frame, gate, routes
from rhi_app.database import db, init_database
from rhi_app.jobs.queue import init_queue
from rhi_app.routes.problems import init_problems
from rhi_app.routes.turns import init_turns
from rhi_app.security_headers import init_security_headers
from rhi_app.services.at_rest import RING, KeyRing
from rhi_app.services.protocols import init_protocols
from rhi_app.settings import Settings
from rhi_app.static_files import init_static_files

LARGEST_BODY = 4 * 2**20  # an envelope's limit; no form comes near
SIGNED_BY_DEVICE = {"sync"}  # blueprints without a cookie, so without a CSRF token


def create_app(settings: Settings | None = None) -> Flask:
    settings = settings or Settings.from_environment()
    app = Flask("rhi_app", static_folder=None)
    configure(app, settings)
    init_database(app, settings)
    with app.app_context():
        db.sessionmaker.configure(info={RING: KeyRing(settings.kek_file)})
    init_protocols(app)
    init_queue(app, settings)
    init_static_files(app)
    init_security_headers(app, settings)
    current.manager.init_app(app, add_context_processor=False)  # it would ask the database on every page, public ones too
    gate.init_gate(app)  # before the CSRF check: who is signed out is told so, and keeps what was typed
    csrf = CSRFProtect(app)
    init_templates(app, settings)
    init_problems(app)
    init_turns(app)
    for blueprint in routes.blueprints():
        app.register_blueprint(blueprint)
        if blueprint.name in SIGNED_BY_DEVICE:
            csrf.exempt(blueprint)
    for command in commands.all_commands():
        app.cli.add_command(command)
    return app


def configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.read_secret_key(),
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        MAX_FORM_MEMORY_SIZE=LARGEST_BODY,
        MAX_FORM_PARTS=5000,
        SESSION_COOKIE_NAME="__Host-daybook" if settings.is_secure else "daybook",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",  # Strict would show the sign-in page to whoever follows a mail's link
        SESSION_COOKIE_SECURE=settings.is_secure,
        WTF_CSRF_TIME_LIMIT=None,  # a token lives as long as its session: a long form must not lose its words
    )


def init_templates(app: Flask, settings: Settings) -> None:
    govuk = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    app.jinja_env.loader = ChoiceLoader([app.create_global_jinja_loader(), govuk])
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    frame.init_frame(app)
    app.jinja_env.globals.update(product_name=settings.name, is_demonstration=settings.demo, may=access.may)
    # a proxy: who is signed in is looked up by the pages that say it, and by no other
    app.context_processor(lambda: {"account": LocalProxy(current.find_account)})
