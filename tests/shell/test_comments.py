"""The phone takes in no comments: every other line goes out as it is."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from rhi_app.static_files import FOLDER, without_comments
from tests.shell.test_shell import client_of, get, worker

OURS = sorted([*(FOLDER / "js").rglob("*.js"), *(FOLDER / "css").glob("*.css")])


def test_comments_stay_at_home(tmp_path: Path) -> None:
    client = client_of(tmp_path)
    path = next(path for path in worker(client)[1] if path.endswith("/js/app.js"))
    sent = get(client, path).data
    assert b"async function showDoor()" in sent
    assert b"Starts the app" not in sent


def test_every_other_line_goes_out_as_it_is_and_keeps_its_number() -> None:
    for file in OURS:
        kept = file.read_bytes()
        sent = without_comments(kept).splitlines()
        assert sent == [b"" if is_comment else line for line, is_comment in read_by_line(kept.splitlines())], file.name


def read_by_line(lines: list[bytes]) -> Iterator[tuple[bytes, bool]]:
    """The same once more, slowly: a comment begins where a line begins, and ends where a line ends."""
    inside = False
    for line in lines:
        inside = inside or line.lstrip().startswith(b"/*")
        yield line, inside or line.lstrip().startswith(b"//")
        inside = inside and b"*/" not in line


LEFT_ALONE = [b"a; // why", b"a; /* why */", b"/* why */ a;", b'x = "/* no */";', b"/* a */ b; /* c */", b"a = b /* c\n*/ + d;", b"/* a\n*/ b;"]


@pytest.mark.parametrize("lines", LEFT_ALONE)
def test_a_line_with_more_than_a_comment_is_left_alone(lines: bytes) -> None:
    assert without_comments(lines) == lines


def test_no_text_runs_over_the_end_of_a_line_where_it_could_look_like_a_comment() -> None:
    for module in (FOLDER / "js").rglob("*.js"):
        program = without_comments(module.read_bytes()).decode()
        assert not [text for text in re.findall(r"`[^`]*`", program) if "\n" in text], module.name
