"""Prints the table of all faults. `bin/faults` makes it ready first. Exit status 1 where a figure is missed."""

import argparse
import sys

from argon2 import PasswordHasher

from rhi_app.services import passwords
from tests.faults.registry import KINDS, SEED
from tests.faults.table import Line, measure, table


def main() -> int:
    given = arguments()
    passwords.HASHER = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)  # nobody guesses passwords here
    lines: list[Line] = []
    for kind in KINDS:
        if given.only and kind.name not in given.only:
            continue
        count = given.count or (kind.short if given.short else kind.long)
        if count == 0:
            continue
        print(f"{kind.name} ...", file=sys.stderr, flush=True)
        lines.append(measure(kind, count, given.seed))
    print(table(lines))
    return 0 if all(line.is_good for line in lines) else 1


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/faults", description="Breaks things on purpose, and counts what was lost.")
    parser.add_argument("--short", action="store_true", help="the form that is part of bin/test")
    parser.add_argument("--only", action="append", choices=[kind.name for kind in KINDS], metavar="NAME", help=", ".join(kind.name for kind in KINDS))
    parser.add_argument("--seed", type=int, default=SEED, help=f"replays a run; {SEED} unless said otherwise")
    parser.add_argument("--count", type=int, help="so many of each kind")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
