"""The keys of an installation: made once, apart, for their owner alone; renewed without losing what was sealed before."""

import json
import stat
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from rhi_app.domain import canonical, trust
from rhi_app.services import crypto, key_files
from rhi_app.services.keys import KeyFolders, make_keys, rotate_sealing_key
from rhi_app.services.trust import ManifestBroken, check_manifest, read_opening_keys, read_signer
from rhi_app.settings import Settings

NOW = datetime(2026, 11, 21, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.under(tmp_path / "state")


@pytest.fixture
def folders(settings: Settings) -> KeyFolders:
    return KeyFolders.under(settings.state)


def files_of(settings: Settings) -> dict[str, bytes]:
    return {str(path.relative_to(settings.state)): path.read_bytes() for path in settings.state.rglob("*") if path.is_file()}


def test_each_process_has_a_folder_of_its_own(settings: Settings, folders: KeyFolders) -> None:
    make_keys(settings, folders, NOW)
    assert set(files_of(settings)) == {
        "root-key/root.pem", "worker-keys/opening.pem", "worker-keys/worker.pem", "web-keys/receipt.pem", "web-keys/kek",
        "web-keys/root-public", "web-keys/manifest.json", "web-keys/secret-key",
    }  # fmt: skip


def test_key_files_are_their_owners_alone(settings: Settings, folders: KeyFolders) -> None:
    make_keys(settings, folders, NOW)
    rotate_sealing_key(settings, folders, NOW)
    for path in settings.state.rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o600 if path.is_file() else 0o700), path


def test_keys_are_never_overwritten(settings: Settings, folders: KeyFolders) -> None:
    make_keys(settings, folders, NOW)
    before = files_of(settings)
    with pytest.raises(key_files.KeyThere):
        make_keys(settings, folders, NOW)
    (settings.state / "root-key" / "root.pem").unlink()
    with pytest.raises(key_files.KeyThere, match=r"opening\.pem"):
        make_keys(settings, folders, NOW)
    assert files_of(settings) == {name: content for name, content in before.items() if name != "root-key/root.pem"}


def test_the_manifest_names_the_public_halves_of_the_private_files(settings: Settings, folders: KeyFolders) -> None:
    statement = make_keys(settings, folders, NOW)
    assert check_manifest(settings) == statement
    assert (statement["epoch"], statement["created"]) == (1, "2026-11-21T00:00:00.000Z")
    assert list(trust.points_of(statement, "receipt")) == [read_signer(settings.receipt_key_file).key]
    assert list(trust.points_of(statement, "worker")) == [read_signer(folders.worker_file).key]
    assert list(trust.points_of(statement, "sealing")) == list(read_opening_keys(folders.opening_file))


def test_no_private_key_stands_in_a_file_of_another(settings: Settings, folders: KeyFolders) -> None:
    make_keys(settings, folders, NOW)
    everything = files_of(settings)
    for name in ("root-key/root.pem", "worker-keys/opening.pem", "worker-keys/worker.pem", "web-keys/receipt.pem"):
        body = everything[name].split(b"\n")[1]
        assert [other for other, content in everything.items() if body in content] == [name]


@pytest.mark.parametrize("change", [{"epoch": 2}, {"organisation": "01a20083-acba-7b2b-a140-fa916b9e2b1e"}, {"sealing": []}])
def test_a_manifest_that_the_root_did_not_sign_is_found_out(settings: Settings, folders: KeyFolders, change: dict[str, Any]) -> None:
    make_keys(settings, folders, NOW)
    signed = json.loads(settings.manifest_file.read_text())
    settings.manifest_file.write_text(json.dumps(signed | {"manifest": signed["manifest"] | change}))
    with pytest.raises(ManifestBroken):
        check_manifest(settings)
    with pytest.raises(ManifestBroken):  # nothing is renewed on it
        rotate_sealing_key(settings, folders, NOW)


def test_a_new_sealing_key_comes_first_and_the_old_one_stays(settings: Settings, folders: KeyFolders) -> None:
    first = make_keys(settings, folders, NOW)
    old = read_opening_keys(folders.opening_file)
    second = rotate_sealing_key(settings, folders, NOW)
    third = rotate_sealing_key(settings, folders, NOW)
    assert [statement["epoch"] for statement in (first, second, third)] == [1, 2, 3]
    ids = list(trust.points_of(third, "sealing"))
    assert ids[1:] == list(trust.points_of(second, "sealing"))
    assert ids[2:] == list(trust.points_of(first, "sealing"))
    assert list(read_opening_keys(folders.opening_file)) == ids
    sealed = crypto.seal(trust.points_of(first, "sealing")[next(iter(old))], b"info", b"before")
    assert crypto.open_sealed(read_opening_keys(folders.opening_file)[ids[2]], b"info", sealed) == b"before"


def test_renewing_needs_the_root_key(settings: Settings, folders: KeyFolders) -> None:
    make_keys(settings, folders, NOW)
    before = settings.manifest_file.read_bytes()
    folders.root_file.rename(folders.root_file.with_name("taken-offline"))
    with pytest.raises(key_files.KeyMissing):
        rotate_sealing_key(settings, folders, NOW)
    assert settings.manifest_file.read_bytes() == before


def test_a_cut_short_in_the_middle_of_renewing_leaves_nothing_sealed_to_a_lost_key(
    settings: Settings, folders: KeyFolders, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_keys(settings, folders, NOW)
    replace = key_files.replace

    def cut(path: Path, content: bytes) -> None:
        if path == settings.manifest_file:
            raise OSError("power cut")
        replace(path, content)

    monkeypatch.setattr(key_files, "replace", cut)
    with pytest.raises(OSError, match="power cut"):
        rotate_sealing_key(settings, folders, NOW)
    named = set(trust.points_of(check_manifest(settings), "sealing"))
    assert named <= set(read_opening_keys(folders.opening_file))


def test_what_is_no_key_is_refused(settings: Settings, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    for content in (b"", b"AAAA\n", b"not base64!\n"):
        broken.write_bytes(content)
        with pytest.raises((key_files.KeyMissing, canonical.NotCanonical)):
            key_files.read_key(broken)
        with pytest.raises((crypto.NotAKey, canonical.NotCanonical)):
            key_files.read_point(broken)


def test_the_commands_say_what_they_do_and_do_no_harm_twice(tmp_path: Path, database_url: str) -> None:
    from rhi_app import create_app
    from rhi_app.database import db

    settings = Settings.under(tmp_path / "state", database_url=database_url)
    app = create_app(settings)

    def flask(*words: str) -> Result:
        return app.test_cli_runner().invoke(args=["keys", *words])

    assert flask("show").exit_code == 1
    assert "Made the keys of organisation" in flask("make").output
    made = files_of(settings)
    assert "Nothing was made" in flask("make").output
    assert {name: content for name, content in files_of(settings).items() if name in made} == made
    assert "epoch 1" in flask("show").output
    rotated = flask("rotate")
    assert (rotated.exit_code, "Epoch 2" in rotated.output) == (0, True)
    settings.receipt_key_file.unlink()
    half = flask("make")
    assert (half.exit_code, "never overwritten" in half.output) == (1, True)
    with app.app_context():
        db.engine.dispose()
