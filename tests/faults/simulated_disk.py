"""A file system in memory that notes what SQLite writes and when it waits for the disk, and what is left of it after a power cut.

What was not yet waited for is there, not there, or there in part (single sectors), each write for itself and in no order: as a disk
with a cache may do it. Lengths and names count as written with the content. A model: it ranks settings, it certifies no disk.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import apsw

SECTOR = 512
VFS_NAME = "rhi-simulated"
FLAGS = [apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE | apsw.SQLITE_OPEN_URI, 0]


@dataclass(frozen=True)
class Step:
    """One call. `what`: write, truncate, sync, delete; or a mark of the caller's."""

    what: str
    file: str
    at: int = 0
    data: bytes = b""


@dataclass
class Disk:
    """`now` is what a reader sees, `steps` how it came about."""

    now: dict[str, bytearray] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)

    def mark(self, what: str, about: str) -> None:
        self.steps.append(Step(what, about))


class SimulatedVfs(apsw.VFS):  # type: ignore[misc]
    """Opens files of the disk; randomness and time are the system's."""

    def __init__(self, disk: Disk) -> None:
        self.disk = disk
        super().__init__(VFS_NAME, base="", iVersion=1)

    def xOpen(self, name: Any, flags: list[int]) -> "SimulatedFile":
        path = name.filename() if isinstance(name, apsw.URIFilename) else name
        flags[1] = flags[0]
        self.disk.now.setdefault(path or "temporary", bytearray())
        return SimulatedFile(self.disk, path or "temporary")

    def xAccess(self, path: str, _flags: int) -> bool:
        return path in self.disk.now

    def xFullPathname(self, name: str) -> str:
        return name

    def xDelete(self, path: str, _sync_directory: bool) -> None:
        self.disk.now.pop(path, None)
        self.disk.steps.append(Step("delete", path))


class SimulatedFile:
    """What SQLite asks of a file. Alone on its disk, so locks are always had."""

    def __init__(self, disk: Disk, path: str) -> None:
        self.disk, self.path = disk, path

    def xRead(self, amount: int, offset: int) -> bytes:
        return bytes(self.disk.now[self.path][offset : offset + amount])

    def xWrite(self, data: bytes, offset: int) -> None:
        write(self.disk.now[self.path], offset, bytes(data))
        self.disk.steps.append(Step("write", self.path, offset, bytes(data)))

    def xTruncate(self, size: int) -> None:
        del self.disk.now[self.path][size:]
        self.disk.steps.append(Step("truncate", self.path, size))

    def xSync(self, _flags: int) -> None:
        self.disk.steps.append(Step("sync", self.path))

    def xFileSize(self) -> int:
        return len(self.disk.now[self.path])

    def xSectorSize(self) -> int:
        return SECTOR

    def xDeviceCharacteristics(self) -> int:
        return 0  # promises nothing: no atomic write, no safe append

    def xLock(self, _level: int) -> None: ...
    def xUnlock(self, _level: int) -> None: ...
    def xCheckReservedLock(self) -> bool:
        return False

    def xFileControl(self, _op: int, _pointer: int) -> bool:
        return False

    def xClose(self) -> None: ...


def write(content: bytearray, at: int, data: bytes) -> None:
    if len(content) < at:
        content.extend(bytes(at - len(content)))
    content[at : at + len(data)] = data


@dataclass
class Durable:
    """What a power cut leaves, step by step."""

    kept: dict[str, bytearray]
    waiting: list[Step] = field(default_factory=list)

    def take(self, step: Step) -> None:
        if step.what == "sync":
            for each in self.waiting:
                if each.file == step.file:
                    apply(self.kept, each)
            self.waiting = [each for each in self.waiting if each.file != step.file]
        elif step.what in ("write", "truncate", "delete"):
            self.waiting.append(step)

    def after_a_cut(self, chance: random.Random) -> dict[str, bytearray]:
        """All that waited is gone, all of it made it, or each write met its own fate."""
        left, fate = {name: bytearray(content) for name, content in self.kept.items()}, chance.choice(["gone", "whole", "each", "each"])
        for step in self.waiting if fate != "gone" else []:
            for part in [step] if fate == "whole" else fates(step, chance):
                apply(left, part)
        return left


def fates(step: Step, chance: random.Random) -> Iterator[Step]:
    """Nothing, the whole, or some of its sectors."""
    what = chance.choice(["gone", "whole", "torn"])
    if what == "whole" or (what == "torn" and step.what != "write"):
        yield step
    elif what == "torn":
        for at in range(0, len(step.data), SECTOR):
            if chance.random() < 0.5:
                yield Step("write", step.file, step.at + at, step.data[at : at + SECTOR])


def apply(files: dict[str, bytearray], step: Step) -> None:
    if step.what == "delete":
        files.pop(step.file, None)
    elif step.what == "truncate":
        del files.setdefault(step.file, bytearray())[step.at :]
    else:
        write(files.setdefault(step.file, bytearray()), step.at, step.data)
