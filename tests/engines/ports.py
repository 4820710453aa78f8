"""Ports that nobody else takes between looking and listening: below those that the system gives to outgoing connections."""

import random

from rhi_app.demo.processes import is_free

_random = random.SystemRandom()


def free_port() -> int:
    while True:
        port = _random.randrange(20000, 32000)
        if is_free(port):
            return port
