"""The README's pictures: each is there, says in words what it shows, and all are small. `bin/pictures` makes them."""

import re
from pathlib import Path

from PIL import Image

PROJECT = Path(__file__).parents[2]
PICTURES = PROJECT / "tests" / "pictures"
MOST_BYTES = 3_000_000
SHOWN = re.compile(r'<img src="([^"]+)" width="\d+" alt="([^"]+)">')


def test_each_picture_of_the_readme_is_there_and_has_its_words() -> None:
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    shown = SHOWN.findall(readme)
    assert len(shown) >= 12
    assert len(shown) == readme.count("<img ")
    assert [file for file, _ in shown if not (PROJECT / file).is_file()] == []


def test_pictures_are_small_and_of_the_sizes_that_are_promised() -> None:
    files = sorted(PICTURES.glob("*.png"))
    assert sum(file.stat().st_size for file in files) < MOST_BYTES
    for file in files:
        with Image.open(file) as picture:
            assert picture.mode == "P", f"{file.name} is not quantised"
            assert picture.width in (720, 745, 1280), f"{file.name}: {picture.width} wide"
