"""Return home interviews: from the notice that a child came back to the acknowledged synopsis."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from rhi_app.settings import Settings


def create_app(settings: "Settings | None" = None) -> "Flask":
    # imported when asked for: the domain, the renderer and the mail server of the demonstration run without the web
    from rhi_app import factory

    return factory.create_app(settings)
