"""What bin/run runs: prepares the demonstration, starts it, says where it is, stops it at Ctrl-C."""

import argparse
import fcntl
import os
import select
import shutil
import signal
import sys
import time
from pathlib import Path

from rhi_app.demo.demonstration import Demonstration, Ports
from rhi_app.demo.lan import TrustPage, find_lan_address, trust_port, trust_steps
from rhi_app.demo.processes import PartFailed, is_free, restart_ended
from rhi_app.settings import SettingRefused, Settings, is_loopback, is_private

LOOK_EVERY_SECONDS = 1.0


class Stopped(Exception):
    """Ctrl-C, or the word to end."""


def main() -> int:
    given = _arguments()
    began = time.monotonic()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    try:
        demonstration = _demonstration(given)
        Settings.from_environment(demonstration.environment())  # nonsense is said before anything is touched
        if given.fresh:
            demonstration = _begin_again(given, demonstration)
        with _only_one(demonstration):
            _check_ports(demonstration)
            print("Preparing ...", flush=True)
            demonstration.prepare()
            return _run(demonstration, began)
    except Stopped:
        return 0
    except (PartFailed, SettingRefused) as problem:
        print(problem, file=sys.stderr)
        return 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/run", description="Starts the demonstration on this machine.")
    parser.add_argument("--lan", nargs="?", const="", metavar="ADDRESS", help="https, for phones on the same network")
    parser.add_argument("--fresh", action="store_true", help="throw the demonstration's data away first")
    return parser.parse_args()


def _demonstration(given: argparse.Namespace) -> Demonstration:
    settings = {name: value for name, value in os.environ.items() if name.startswith("RHI_")}
    state = Path(settings.pop("RHI_STATE", "var"))
    port = settings.pop("RHI_PORT", "8000")
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 65530):
        raise PartFailed(f"RHI_PORT is a port from 1 to 65529, not “{port}”.")
    if settings.pop("RHI_DEMO", "1") != "1":
        raise PartFailed("bin/run starts the demonstration alone; it does not work with RHI_DEMO=0.")
    lan_address = None if given.lan is None else (given.lan or find_lan_address())
    if lan_address and not (is_loopback(lan_address) or is_private(lan_address)):
        raise PartFailed(f"{lan_address} is no address of a local network. Name this machine's own: ./bin/run --lan 192.168.1.20")
    return Demonstration(state, Ports.beside(int(port)), lan_address, settings)


def _begin_again(given: argparse.Namespace, demonstration: Demonstration) -> Demonstration:
    """Only a demonstration's folder is ever removed, never an installation's."""
    if any(demonstration.state.iterdir()) and not demonstration.is_seeded and (demonstration.state / "data").exists():
        raise PartFailed(f"{demonstration.state} holds no demonstration; it stays as it is.")
    with _only_one(demonstration):
        shutil.rmtree(demonstration.state)
    return _demonstration(given)


def _only_one(demonstration: Demonstration) -> "_Lock":
    return _Lock(demonstration.folder / "lock")


class _Lock:
    """Held while the demonstration runs, so that two do not share one state."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        self._file = self._path.open("w")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._file.close()
            raise PartFailed(f"The demonstration in {self._path.parents[1]} runs already.") from None

    def __exit__(self, *_: object) -> None:
        self._file.close()


def _check_ports(demonstration: Demonstration) -> None:
    ports = demonstration.ports
    needed = [ports.web, ports.mail_page, ports.smtp] + [trust_port(demonstration)] * bool(demonstration.lan_address)
    taken = [str(port) for port in needed if not is_free(port)]
    if taken:
        raise PartFailed(f"Something else answers on port {' and '.join(taken)}. Choose others: RHI_PORT=8100 ./bin/run")


def _run(demonstration: Demonstration, began: float) -> int:
    trust_page = TrustPage(demonstration) if demonstration.lan_address else None
    try:
        demonstration.start()
        if trust_page:
            trust_page.start()
        _welcome(demonstration, time.monotonic() - began)
        while True:
            _wait_a_little(demonstration)
            for name in restart_ended(demonstration.parts):
                print(f"The {name} ended by itself and was started again; {demonstration.state}/log/{name}.log says why.", flush=True)
    except Stopped:
        print("\nStopping ...", flush=True)
        return 0
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not leave a part behind
        if trust_page:
            trust_page.stop()
        demonstration.stop()


def _wait_a_little(demonstration: Demonstration) -> None:
    """One second, or until Enter is pressed: a second factor's code is good for half a minute only."""
    if not sys.stdin.isatty():
        time.sleep(LOOK_EVERY_SECONDS)
        return
    if select.select([sys.stdin], [], [], LOOK_EVERY_SECONDS)[0] and sys.stdin.readline():
        print(demonstration.command("cast"), flush=True)


def _welcome(demonstration: Demonstration, seconds: float) -> None:
    print(f"""
Ready after {seconds:.1f} seconds. Everybody here is invented.

  Portal             {demonstration.base_url}/
  The phone's app    {demonstration.base_url}/app/
  Mail that is sent  {demonstration.mail_url}/

{demonstration.command("cast")}""")
    if demonstration.lan_address:
        print(trust_steps(demonstration))
    again = "Press Enter for fresh codes. " if sys.stdin.isatty() else ""
    print(f"{again}Ctrl-C stops everything. The data stays in {demonstration.state}; ./bin/run --fresh begins anew.", flush=True)


def _stop(*_: object) -> None:
    raise Stopped


if __name__ == "__main__":
    sys.exit(main())
