"""What the renderer may not do, said to the kernel and to Python before the first page comes in."""

import ctypes
import os
import resource
import signal
import sys
from typing import Any, NoReturn

MEMORY_BYTES = 512 * 2**20  # of addresses: Python, Pango and the fonts take 260 of them before the first page
OPEN_FILES = 32
CLONE_NEWUSER, CLONE_NEWNET, PR_SET_NO_NEW_PRIVS = 0x10000000, 0x40000000, 38
FORBIDDEN = ("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "ftplib.", "smtplib.", "urllib.")


class Confined(PermissionError):
    """The renderer tried what it has no need of."""


def confine() -> None:
    """After this the process reaches no network, starts no other, writes no file and cannot eat the machine's memory."""
    drop_network()
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # a refused write is an error there, not the end of the process
    for name, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
    ):
        resource.setrlimit(name, (most, most))
    sys.addaudithook(refuse)


def drop_network() -> None:
    """A network namespace with nothing in it, where the kernel lets us; the audit hook below stands either way."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if libc.unshare(CLONE_NEWNET) != 0:
        libc.unshare(CLONE_NEWUSER | CLONE_NEWNET)


def refuse(event: str, arguments: tuple[Any, ...]) -> None:
    """Python's own word on what is about to happen. It holds what a page could ask for; it is no wall against hostile code in this process."""
    if event.startswith(FORBIDDEN) or (event == "open" and is_for_writing(arguments)):
        stop(event)


def is_for_writing(arguments: tuple[Any, ...]) -> bool:
    flags = arguments[2] if len(arguments) > 2 and isinstance(arguments[2], int) else 0
    return bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))


def stop(event: str) -> NoReturn:
    raise Confined(event)
