"""What the web process asks of the kernel around a receipt: the log is on the disk before a byte of the answer leaves."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.faults.checker import Fault
from tests.faults.server import GOOD, running
from tests.phone_simulator import to_address
from tests.sync.conftest import Office
from tests.sync.readers import ATTEMPT

RECEIPTS = 5
CALLS = "trace=pwrite64,write,fsync,fdatasync,sendto,sendmsg,accept4"
LINE = re.compile(r"^(?P<thread>\d+) +(?P<call>\w+)\((?P<rest>.*)$")
LOG = "rhi.sqlite-wal>"
RECEIPT = '\\"server_sequence\\"'  # as strace writes it


def is_possible() -> bool:
    return shutil.which("strace") is not None


def receipts_before_their_fsync(office: Office, application: str = GOOD) -> list[Fault]:
    """Faults; also when no receipt was seen at all, since a trace of nothing proves nothing."""
    phone, case = office.new_phone(), office.allocate()
    with TemporaryDirectory() as folder:
        trace = Path(folder) / "trace"
        before = ("strace", "-f", "-y", "-s", "4096", "-e", CALLS, "-o", str(trace))
        with running(office.settings.state, application, before) as server:
            phone.send = to_address(server.url)
            for _ in range(RECEIPTS):
                phone.send_entry(case, "attempt", ATTEMPT)
        states = list(state_at_each_receipt(trace.read_text(errors="replace").splitlines()))
    early = [Fault("unsynced", f"a receipt left while its commit was {state}") for state in states if state != "on disk"]
    return early + [Fault("untraced", f"{len(states)} receipts seen of {RECEIPTS}")] * (len(states) != RECEIPTS)


def state_at_each_receipt(lines: list[str]) -> Iterator[str]:
    """Of the commit that the same thread wrote last."""
    state: dict[str, str] = {}
    for line in lines:
        found = LINE.match(line)
        if found is None:
            continue
        thread, call, rest = found["thread"], found["call"], found["rest"]
        if call in ("pwrite64", "write") and LOG in rest.split(",")[0]:
            state[thread] = "written"
        elif call in ("fsync", "fdatasync") and LOG in rest and state.get(thread) == "written":
            state[thread] = "on disk"
        elif call in ("sendto", "sendmsg") and RECEIPT in rest:
            yield state.pop(thread, "nowhere")
