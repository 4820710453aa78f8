"""The same jobs for Python and for the phone's JavaScript, so that a test can hold one to the other."""

import json
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

from rhi_app.domain.facts import facts_at_return, facts_of_episode
from rhi_app.domain.problems import Problem
from rhi_app.domain.protocol import Protocols, content_of, decide, due_times, next_at
from rhi_app.domain.protocol.load import shipped
from tests.engines.node import NODE

VECTORS = Path(__file__).parent.parent / "vectors"


@cache
def protocols() -> Protocols:
    return shipped()


def vectors(name: str) -> list[dict[str, Any]]:
    return json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))["vectors"]


def in_python(job: dict[str, Any], given: Protocols | None = None) -> Any:
    known = given or protocols()
    try:
        return JOBS[job["kind"]](known, job)
    except Problem as problem:
        return {"problem": problem.slug}


def decided(known: Protocols, job: dict[str, Any]) -> dict[str, Any]:
    return decide(known, job["authority"], job["facts"], job["on"], job.get("version"))


def slim(decision: dict[str, Any]) -> list[Any]:
    """What a decision says, without the texts that it copies from the file."""
    return [
        [question, slim_topic(result), [[topic, slim_topic(each)] for topic, each in result["topics"].items()]]
        for question, result in decision["questions"].items()
    ]


def slim_topic(result: dict[str, Any]) -> list[Any]:
    possible = [[answer["rule"], answer["missing"]] for answer in result["possible"]]
    also = [slim_topic(layer) for layer in result.get("also", [])]
    rules = [answer["rule"] for answer in result["answers"]]
    return [result["verdict"], result["provenance"], result["missing"], result.get("narrower", False), rules, possible, also]


JOBS: dict[str, Any] = {
    "decide": decided,
    "slim": lambda known, job: slim(decided(known, job)),
    "due": lambda known, job: due_times(decided(known, job), job["times"], known["holidays"]),
    "next": lambda known, job: next_at(job["due"], job["now"], job["times"]),
    "facts": lambda known, job: facts_of_episode(job["episode"], job.get("now")),
    "at_return": lambda known, job: facts_at_return(job["episode"]),
    "content": lambda known, job: content_of(known, job["authority"], job["on"]),
}


def in_javascript(jobs: list[dict[str, Any]], given: Protocols | None = None) -> list[Any]:
    script = [NODE, "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON", str(VECTORS / "protocol_in_node.js")]
    told = json.dumps({"protocols": given or protocols(), "jobs": jobs})
    done = subprocess.run(script, input=told, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)

