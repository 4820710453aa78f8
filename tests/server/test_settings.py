"""Settings: read once, loud on nonsense, and the web process never learns where the worker's keys are."""

import re
from collections.abc import Iterator
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest
from click import Command, Group

from rhi_app import create_app
from rhi_app.commands import all_commands
from rhi_app.settings import NAMES, SettingRefused, Settings

README = Path(__file__).parents[2] / "README.md"


def test_everything_lies_below_one_folder_unless_it_is_said_otherwise(tmp_path: Path) -> None:
    settings = Settings.from_environment({"RHI_STATE": str(tmp_path)})
    assert settings.database_url == f"sqlite:///{tmp_path / 'data' / 'rhi.sqlite'}"
    assert settings.kek_file == tmp_path / "web-keys" / "kek"
    assert settings.opening_key_file is None
    assert (settings.base_url, settings.demo, settings.name) == ("http://localhost:8000", False, "Daybook")


def test_settings_cannot_be_changed_once_they_are_read(tmp_path: Path) -> None:
    settings = Settings.from_environment({"RHI_STATE": str(tmp_path)})
    with pytest.raises(FrozenInstanceError):
        settings.demo = True  # type: ignore[misc]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RHI_DEMO", "yes"),
        ("RHI_PORT", "80000"),
        ("RHI_PORT", "०"),
        ("RHI_MAIL_PORT", "smtp"),
        ("RHI_DATABASE_URL", "mysql://localhost/rhi"),
        ("RHI_DATABASE_URL", "no address"),
        ("RHI_BASE_URL", "http://daybook.example"),
        ("RHI_BASE_URL", "https://daybook.example/app"),
        ("RHI_BASE_URL", "daybook.example"),
        ("RHI_MAIL_FROM", "nobody"),
        ("RHI_NAME", " "),
        ("RHI_SECRET_KEY", "short"),
        ("RHI_TEST_LIGHT_KDF", "1"),
        ("RHI_DEBUG", "1"),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused_by_its_name(name: str, value: str) -> None:
    with pytest.raises(SettingRefused, match=name):
        Settings.from_environment({name: value})


@pytest.mark.parametrize("address", ["https://daybook.example", "https://203.0.113.7"])
def test_the_demonstration_is_refused_away_from_this_machine_and_its_network(address: str) -> None:
    with pytest.raises(SettingRefused, match="RHI_DEMO"):
        Settings.from_environment({"RHI_DEMO": "1", "RHI_BASE_URL": address})


@pytest.mark.parametrize("address", ["http://localhost:8000", "http://127.0.0.1:8000", "https://192.168.1.20:8000"])
def test_the_demonstration_is_at_home_on_this_machine_and_its_network(address: str) -> None:
    assert Settings.from_environment({"RHI_DEMO": "1", "RHI_BASE_URL": address}).demo


@pytest.mark.parametrize("name", ["RHI_OPENING_KEY_FILE", "RHI_WORKER_KEY_FILE"])
def test_the_web_process_does_not_start_with_a_key_of_the_worker(name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("RHI_STATE", str(tmp_path))
    monkeypatch.setenv(name, str(tmp_path / "key"))
    with pytest.raises(SettingRefused, match=name):
        create_app()


def test_the_worker_knows_where_its_keys_are(tmp_path: Path) -> None:
    settings = Settings.from_environment({"RHI_STATE": str(tmp_path)}, worker=True)
    assert settings.opening_key_file == tmp_path / "worker-keys" / "opening.pem"
    assert settings.worker_key_file == tmp_path / "worker-keys" / "worker.pem"


@pytest.mark.parametrize("name", ["RHI_KEK_FILE", "RHI_SECRET_KEY_FILE", "RHI_RECEIPT_KEY_FILE"])
def test_a_key_in_the_folder_of_the_database_is_refused(name: str, tmp_path: Path) -> None:
    environment = {"RHI_STATE": str(tmp_path), name: str(tmp_path / "data" / "key")}
    with pytest.raises(SettingRefused, match=name):
        Settings.from_environment(environment)


def test_the_web_process_says_at_its_start_which_key_is_missing(tmp_path: Path) -> None:
    with pytest.raises(SettingRefused, match="RHI_SECRET_KEY_FILE"):
        Settings.under(tmp_path).refuse_missing_files()


def test_no_secret_shows_when_settings_are_printed(tmp_path: Path) -> None:
    assert "hidden-from-logs" not in repr(Settings.under(tmp_path, secret_key="hidden-from-logs"))


def test_every_setting_stands_in_the_readme() -> None:
    section = README.read_text(encoding="utf-8").split("## Settings")[1].split("\n## ")[0]
    assert set(re.findall(r"`(RHI_[A-Z_]+)`", section)) == NAMES


def test_every_command_stands_in_the_readme(tmp_path: Path) -> None:
    section = README.read_text(encoding="utf-8").split("### Commands")[1].split("\n## ")[0]
    told = {name.split(" ")[0] if name.split(" ")[0].startswith("db-") else name for name in re.findall(r"`([a-z][a-z-]*(?: [a-zA-Z-]+)*)`", section)}
    assert told == set(names_of(all_commands()))


def names_of(found: list[Command], before: str = "") -> Iterator[str]:
    for command in found:
        if isinstance(command, Group):
            yield from names_of(list(command.commands.values()), f"{command.name} ")
        else:
            yield f"{before}{command.name}"
