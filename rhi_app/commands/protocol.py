"""flask protocol: check a file, explain a decision, list the facts, make the bank holidays anew."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from rhi_app.database import db
from rhi_app.domain.facts import FACTS
from rhi_app.domain.problems import Problem
from rhi_app.domain.protocol import decide, due_times
from rhi_app.domain.protocol.check import check_protocol
from rhi_app.domain.protocol.engine import Protocols
from rhi_app.domain.protocol.explain import explain
from rhi_app.domain.protocol.load import HERE, combine, files_of, read_json, read_protocol, read_text, shipped
from rhi_app.domain.protocol.quotes import missing_quotes
from rhi_app.services import protocol_versions
from rhi_app.services.time import now

group = AppGroup("protocol", help="Local protocols: check, explain, put in force.")
COMMANDS = [group]
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
BESIDE = click.option("--with", "beside", type=FILE, multiple=True, help="A file that FILE rests on and that is not shipped. May be given again.")
YEARS_AHEAD = 2  # how far the bank holidays of this country are announced


@group.command("check", with_appcontext=False, help="Print every problem of FILE with its place, and every rule that no example hits.")
@click.argument("file", type=FILE)
@click.option("--source", type=FILE, help="The source as text: each quote must stand in it.")
@BESIDE
def check(file: Path, source: Path | None, beside: tuple[Path, ...]) -> None:
    with refusals():
        written = read_protocol(file)
        protocols = with_files(file, *beside)
        protocol = protocols["versions"][written["authority"]][-1]
        findings = check_protocol(protocols, protocol, {rule["id"] for rule in written["rules"]})
        missing = list(missing_quotes(written, source.read_text(encoding="utf-8"))) if source else []
    for finding in findings:
        print(f"{'PROBLEM' if finding.is_problem else 'note'}  {finding.place}: {finding.what}")
    for place, what in missing:
        print(f"PROBLEM  {file.name}, {place}: {what}")
    problems = len(missing) + sum(finding.is_problem for finding in findings)
    print(f"{file.name}: {len(written['rules'])} rules, {len(written['examples'])} examples, {problems} problems.")
    if problems:
        sys.exit(1)


@group.command("explain", with_appcontext=False, help="Print the whole decision of FILE (or of a shipped authority) as a page or as JSON.")
@click.argument("file")
@click.option("--facts", "facts_file", type=FILE, required=True, help='JSON: {"facts": {…}, "on": day, "times": {…}}, or the facts alone.')
@click.option("--json", "as_json", is_flag=True, help="The decision and its times as JSON.")
@BESIDE
def explain_decision(file: str, facts_file: Path, as_json: bool, beside: tuple[Path, ...]) -> None:
    with refusals():
        given = read_json(facts_file)
        facts = given.get("facts", given)
        protocols = with_files(Path(file), *beside) if Path(file).is_file() else shipped()
        authority = read_protocol(Path(file))["authority"] if Path(file).is_file() else file
        decision = decide(protocols, authority, facts, given.get("on") or date.today().isoformat())  # noqa: DTZ011 (London's today is near enough for a page)
        due = due_times(decision, given.get("times", {}), protocols["holidays"])
    print(json.dumps({"decision": decision, "due": due}, ensure_ascii=False, indent=1) if as_json else explain(decision, facts, FACTS, due))


@group.command("facts", with_appcontext=False, help="List every fact with its type and meaning.")
def facts() -> None:
    for name, fact in FACTS.items():
        print(f"{name} ({fact['type']}{', a person decides' if fact.get('judged') else ''}; known from the {fact['stage']})")
        print(f"    {fact['meaning']}")
        if "choices" in fact:
            print(f"    {', '.join(fact['choices'])}{'; more in words.' + fact['words'] if 'words' in fact else ''}")


@group.command("holidays", with_appcontext=False, help="Make bank-holidays.json anew, up to the years that are announced.")
@click.option("--until", type=int, help="The last year; the one after next unless given.")
def holidays(until: int | None) -> None:
    import holidays as library  # at run time the file is read, not the library

    last = until or date.today().year + YEARS_AHEAD  # noqa: DTZ011 (a year)
    divisions = {"england-and-wales": "ENG", "scotland": "SCT", "northern-ireland": "NIR"}
    days = {name: sorted(map(str, library.country_holidays("GB", subdiv=code, years=range(2013, last + 1)))) for name, code in divisions.items()}
    made = {"from": "2013-01-01", "until": f"{last}-12-31", "made_with": f"holidays {library.__version__}", "divisions": days}
    (HERE / "bank-holidays.json").write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")
    print(f"Bank holidays up to {last} for {', '.join(divisions)}.")


@group.command("activate", help="Propose FILE for the day it shall be in force from; two administrators confirm it in the portal.")
@click.argument("file", type=FILE)
@click.option("--from", "starts_on", required=True, type=click.DateTime(["%Y-%m-%d"]), help="The first day.")
def activate(file: Path, starts_on: datetime) -> None:
    with refusals():
        row = protocol_versions.propose(db.session, read_text(file), file.name, starts_on.date().isoformat(), now())
        changes = protocol_versions.changes(db.session, row, now())
        db.session.commit()
    print(f"{row.authority} {row.version} is proposed from {row.starts_on}, fingerprint {row.digest}.")
    print(f"{len(changes) or 'No'} open {'episodes' if len(changes) > 1 else 'episode'} would be decided differently{':' if changes else '.'}")
    for change in changes:
        print(f"  {change.reference} ({change.authority}): {', '.join(change.questions)}")
    print("Two administrators confirm it under Protocols in the portal. What is in force stays in force until then.")


@group.command("withdraw", help="Take back a proposal that is not in force yet.")
@click.argument("authority")
@click.argument("version")
def withdraw(authority: str, version: str) -> None:
    with refusals():
        protocol_versions.withdraw(db.session, protocol_versions.get_proposed(db.session, authority, version), now())
        db.session.commit()
    print(f"{authority} {version} is no longer proposed.")


def with_files(*files: Path) -> Protocols:
    """The shipped protocols, with these files in the place of their authorities'."""
    written = [read_protocol(file) for file in files]
    authorities = {one["authority"] for one in written}
    return combine([*(one for one in map(read_protocol, files_of(HERE)) if one["authority"] not in authorities), *written], {})


@contextmanager
def refusals() -> Iterator[Any]:
    try:
        yield
    except Problem as problem:
        print(f"PROBLEM  {problem.sentence}")
        sys.exit(1)
