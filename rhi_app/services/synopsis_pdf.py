"""The PDF of a synopsis, made by a process of its own (rhi_app/renderer): no keys, no database, no network, limits on time and memory."""

import base64
import json
import os
import selectors
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from rhi_app.domain.problems import Problem
from rhi_app.renderer.lengths import shortened

SECONDS = 20
LARGEST_ASKED = 8 * 2**20  # an envelope inflates to no more
LARGEST_MADE = 64 * 2**20
PAGES_A_LIFE = 250  # then a fresh process: a page leaves some 75 kB behind outside of Python, so that it never takes more than 20 MB for good
ROOT = Path(__file__).parent.parent.parent
CHUNK = 1 << 16


class PdfNotMade(Problem):
    slug = "pdf-not-made"
    sentence = "The PDF could not be made. All of it stands in the portal."
    try_again = True


class PdfTookTooLong(PdfNotMade):
    slug = "pdf-took-too-long"


class PdfTooLarge(PdfNotMade):
    slug = "pdf-too-large"


PROBLEMS = {problem.slug: problem for problem in (PdfNotMade, PdfTookTooLong, PdfTooLarge)}


class Renderer:
    """Keeps one child alive between pages, and starts another when it died, hung or grew old."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self.seconds = seconds
        self.child: subprocess.Popen[bytes] | None = None
        self.pages = 0

    def render(self, content: dict[str, Any]) -> bytes:
        """The PDF of this content; raises PdfNotMade, and is ready for the next page all the same."""
        line = json.dumps(shortened(content)).encode() + b"\n"
        if len(line) > LARGEST_ASKED:
            raise PdfTooLarge
        try:
            answer = json.loads(self._ask(line))
        except (OSError, ValueError, PdfNotMade):
            self.close()  # whatever state it is in, the next page gets a fresh one
            raise
        if "pdf" not in answer:
            raise PROBLEMS.get(answer.get("problem"), PdfNotMade)
        return base64.b64decode(answer["pdf"])

    def close(self) -> None:
        child, self.child, self.pages = self.child, None, 0
        if child is None:
            return
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                pipe.close()

    def _ask(self, line: bytes) -> bytes:
        if self.pages >= PAGES_A_LIFE or (self.child is not None and self.child.poll() is not None):
            self.close()
        child = self.child = self.child or start_child()
        self.pages += 1
        deadline = time.monotonic() + self.seconds
        return exchange(child, line, deadline)


def start_child() -> subprocess.Popen[bytes]:
    """Its environment is made anew: no setting, so no path to a key, reaches it. What it prints besides answers is thrown away."""
    environment = {
        "PATH": os.defpath, "LANG": "C.UTF-8", "HOME": "/nonexistent", "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1",
        "FONTCONFIG_FILE": str(ROOT / "rhi_app" / "renderer" / "fonts.conf"),
    }  # fmt: skip
    child = subprocess.Popen(
        [sys.executable, "-m", "rhi_app.renderer"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment, cwd="/", close_fds=True,
    )  # fmt: skip
    for pipe in (child.stdin, child.stdout):
        os.set_blocking(pipe.fileno(), False)  # type: ignore[union-attr]
    return child


def exchange(child: subprocess.Popen[bytes], line: bytes, deadline: float) -> bytes:
    """Writes and reads at once: a page larger than the pipe would otherwise leave both sides waiting."""
    assert child.stdin is not None  # noqa: S101 - it was asked for
    assert child.stdout is not None  # noqa: S101 - likewise
    unsent, answer = memoryview(line), bytearray()
    with selectors.DefaultSelector() as selector:
        selector.register(child.stdin, selectors.EVENT_WRITE)
        selector.register(child.stdout, selectors.EVENT_READ)
        while not answer.endswith(b"\n"):
            ready = selector.select(max(0.0, deadline - time.monotonic()))
            if not ready:
                raise PdfTookTooLong
            for key, _ in ready:
                if key.fileobj is child.stdin:
                    unsent = unsent[os.write(child.stdin.fileno(), unsent[:CHUNK]) :]
                    if not unsent:
                        selector.unregister(child.stdin)
                else:
                    answer += read_some(child.stdout.fileno())
            if len(answer) > LARGEST_MADE:
                raise PdfTooLarge
    return bytes(answer)


def read_some(descriptor: int) -> bytes:
    got = os.read(descriptor, CHUNK)
    if not got:
        raise PdfNotMade  # it ended in the middle of a page
    return got
