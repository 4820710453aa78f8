"""Views in three beats (may I, do, answer), one module for each noun. Each module's `bp` is found and registered by the factory."""

from importlib import import_module
from pkgutil import iter_modules

from flask import Blueprint


def blueprints() -> list[Blueprint]:
    modules = (import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__))
    return [module.bp for module in modules if hasattr(module, "bp")]
