"""What handlers work with. The private keys are read here, and nowhere in the web process."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from rhi_app.domain.problems import Problem
from rhi_app.services import crypto, time, trust
from rhi_app.settings import SettingRefused, Settings

if TYPE_CHECKING:
    from rhi_app.services.mail import Mailer
    from rhi_app.services.synopsis_pdf import Renderer


@dataclass
class JobContext:
    """One for the life of the worker."""

    settings: Settings
    now: Callable[[], datetime] = time.now

    @property
    def opening_keys(self) -> dict[str, crypto.PrivateKey]:
        """By key id: the one in use and those that phones, long offline, may still have sealed to. A renewed one is found without a restart."""
        return trust.read_opening_keys(self._path("opening_key_file"))

    @property
    def signer(self) -> trust.Signer:
        """The worker key: signs "processed" and bundles."""
        return trust.read_signer(self._path("worker_key_file"))

    @cached_property
    def mailer(self) -> "Mailer":
        from rhi_app.services.mail import Mailer

        return Mailer(self.settings)

    @cached_property
    def renderer(self) -> "Renderer":
        from rhi_app.services.synopsis_pdf import Renderer  # slow to import, and a worker without synopses does not need it

        return Renderer()

    def check_keys(self) -> None:
        """At the start, not at the first envelope."""
        try:
            found = [*self.opening_keys.values(), self.signer.private]
        except (Problem, ValueError) as error:
            raise SettingRefused(f"The job worker's keys: {error}") from error
        if len(found) < 2:
            raise SettingRefused("RHI_OPENING_KEY_FILE holds no key.")

    def close(self) -> None:
        """The renderer is a process of its own."""
        if "renderer" in self.__dict__:
            self.renderer.close()

    def _path(self, name: str) -> Path:
        path: Path | None = getattr(self.settings, name)
        if path is None:
            raise SettingRefused(f"RHI_{name.upper()} is the job worker's; this process has none.")
        return path
