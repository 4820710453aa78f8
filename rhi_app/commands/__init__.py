"""What `flask …` can do, one module for each group. Each module's COMMANDS are found and registered by the factory."""

from importlib import import_module
from pkgutil import iter_modules

from click import Command


def all_commands() -> list[Command]:
    modules = (import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__))
    return [command for module in modules for command in getattr(module, "COMMANDS", [])]
