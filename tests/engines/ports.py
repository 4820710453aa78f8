"""Ports that nobody else takes between looking and listening: below those that the system gives to outgoing connections."""

import os
import random

from rhi_app.demo.processes import is_free

FIRST, EACH = 20000, 1500  # a range for each worker: a server that a test has stopped finds its port again
WORKERS = 8

_random = random.SystemRandom()
_given: set[int] = set()


def free_port() -> int:
    """Never the same twice in one process."""
    first = FIRST + EACH * (int(os.environ.get("PYTEST_XDIST_WORKER", f"gw{WORKERS - 1}")[2:]) % WORKERS)
    while True:
        port = _random.randrange(first, first + EACH)
        if port not in _given and is_free(port):
            _given.add(port)
            return port
