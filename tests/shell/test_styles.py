"""The phone's part of govuk-frontend has each rule of the whole that a screen, a form or a module of the phone can meet."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import tinycss2

from rhi_app.routes.shell import STYLES
from rhi_app.static_files import FOLDER, without_comments
from tests.shell.test_shell import client_of, get, worker

CLASS = re.compile(r"\.((?:[\w-]|\\!)+)")
VERSION = "6.6.0"
NOT_ON_THE_PHONE = {"css/portal.css", "css/synopsis.css"}
STATES = re.compile(r":(hover|focus|focus-visible|active)\b")
SIZES = re.compile(r"(?<![\w-])((min-|max-)?(height|width)|padding[\w-]*|margin[\w-]*|font|font-size|line-height|border|border-width)\s*:")


@pytest.fixture(scope="module")
def on_the_phone(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Every word of what the phone gets that could be a class: its page, all versions of the forms, and what its modules set."""
    client = client_of(tmp_path_factory.mktemp("state"))
    sent = [get(client, path).get_data(as_text=True) for path in worker(client)[1] if not path.endswith(".css")]
    return {word for text in sent for word in re.findall(r"[\w!-]+", text)}


def rules_of(name: str) -> list[tuple[str, str, str]]:
    """Around (@media), selector and declarations, one for each selector, in their order."""
    return list(rules_in(tinycss2.parse_stylesheet((FOLDER / "vendor" / f"{name}-{VERSION}.css").read_text("utf-8-sig"), skip_whitespace=True), ""))


def rules_in(nodes: list[tinycss2.ast.Node], around: str) -> Iterator[tuple[str, str, str]]:
    for node in nodes:
        prelude = tinycss2.serialize(node.prelude).strip()
        if node.type == "at-rule":
            yield from rules_in(tinycss2.parse_rule_list(node.content or [], skip_whitespace=True), f"{around}@{node.at_keyword} {prelude} ")
        else:
            yield from ((around, selector.strip(), tinycss2.serialize(node.content)) for selector in prelude.split(","))


def met(rules: list[tuple[str, str, str]], words: set[str]) -> list[tuple[str, str, str]]:
    return [rule for rule in rules if {name.replace("\\", "") for name in CLASS.findall(rule[1])} <= words]


def test_no_rule_that_the_phone_can_meet_is_left_out_and_none_is_in_another_order(on_the_phone: set[str]) -> None:
    whole, part = rules_of("govuk-frontend"), rules_of("govuk-frontend-phone")
    needed = met(whole, on_the_phone)
    assert len(needed) > 250
    assert met(part, on_the_phone) == needed


def test_a_class_that_a_screen_begins_to_use_is_seen(on_the_phone: set[str]) -> None:
    whole, part = rules_of("govuk-frontend"), rules_of("govuk-frontend-phone")
    grown = on_the_phone | {"govuk-tag", "govuk-!-margin-bottom-0"}
    lost = [selector for _, selector, _ in met(whole, grown) if selector not in {selector for _, selector, _ in met(part, grown)}]
    assert {".govuk-tag", ".govuk-\\!-margin-bottom-0"} <= set(lost)


def test_the_part_says_nothing_that_the_whole_does_not(on_the_phone: set[str]) -> None:
    assert set(rules_of("govuk-frontend-phone")) <= set(rules_of("govuk-frontend"))
    assert (FOLDER / "vendor" / f"govuk-frontend-phone-{VERSION}.css").stat().st_size < 45_000


def test_each_style_of_the_phone_is_in_the_one_that_the_page_names_the_framework_first(tmp_path: Path) -> None:
    client = client_of(tmp_path)
    (address,) = re.findall(r'<link rel="stylesheet" href="([^"]+)">', get(client, "/app/").get_data(as_text=True))
    sent = get(client, address)
    assert sent.content_type == "text/css; charset=utf-8"
    parts = [without_comments((FOLDER / name).read_bytes()) for name in STYLES]
    assert sent.data == b"".join(parts)
    assert STYLES[0] == f"vendor/govuk-frontend-phone-{VERSION}.css"
    assert {*STYLES[1:]} == {file.relative_to(FOLDER).as_posix() for file in (FOLDER / "css").glob("*.css")} - NOT_ON_THE_PHONE


def resized(sheet: str) -> set[str]:
    """Buttons of another size while a finger, a mouse or the keyboard is on them: they, or what lies below, would move away from under it."""
    rules = rules_in(tinycss2.parse_stylesheet(sheet, skip_whitespace=True, skip_comments=True), "")
    return {selector for _, selector, said in rules if STATES.search(selector) and SIZES.search(said) and "::before" not in selector}


def test_no_button_changes_its_size_while_it_is_touched() -> None:
    assert resized(".a:hover { color: red } .b, .c:focus { min-height: 44px } .d { padding: 0 }") == {".c:focus"}
    assert [file.name for file in (FOLDER / "css").glob("*.css") if resized(file.read_text(encoding="utf-8"))] == []
