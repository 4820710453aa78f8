"""The renderer's own process: one JSON line in, one JSON line out, until the pipe closes. `python -m rhi_app.renderer`."""

import base64
import gc
import json
import sys
from typing import Any

from rhi_app.renderer.confine import confine
from rhi_app.renderer.page import page_of
from rhi_app.renderer.pdf import press


def answer_to(line: bytes) -> dict[str, Any]:
    """What failed is not said: the words of an error may quote the page. The asker knows which page it was."""
    try:
        return {"pdf": base64.b64encode(press().write(page_of(json.loads(line)))).decode()}
    except MemoryError:
        return {"problem": "pdf-too-large"}
    except Exception:
        return {"problem": "pdf-not-made"}


def main() -> None:
    press()  # fonts and style, before the limits: reading them is the last thing that needs files
    confine()
    gc.freeze()  # what stays is not looked through after each page
    for line in sys.stdin.buffer:
        sys.stdout.buffer.write(json.dumps(answer_to(line)).encode() + b"\n")
        sys.stdout.buffer.flush()
        gc.collect()  # a page's boxes point at each other: left to Python, they pile up, and the memory grows by a third in 400 pages


if __name__ == "__main__":
    main()
