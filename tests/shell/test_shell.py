"""The app's shell as the server gives it out: whole, anonymous, and an allow-list."""

import gzip
import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from rhi_app import create_app
from rhi_app.forms import registry
from rhi_app.modules import FILES, file_of, modules_in, vendored_in
from rhi_app.routes import shell
from rhi_app.settings import Settings
from rhi_app.static_files import FOLDER, without_comments
from tests.engines.node import NODE

JS = FOLDER / "js"
NOT_ON_THE_PHONE = {"js/portal.js", "js/portal-sending.js", "js/service-worker.js"}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    return client_of(tmp_path_factory.mktemp("state"))  # one for all: nothing of what it gives out remembers who asked


def client_of(state: Path, **settings: object) -> FlaskClient:
    return create_app(Settings.under(state, secret_key="x" * 40, **settings)).test_client()


def get(client: FlaskClient, path: str, **asked: Any) -> TestResponse:
    return client.get(path, buffered=True, **asked)  # read to its end, so that the server's file is closed


def worker(client: FlaskClient) -> tuple[str, list[str]]:
    """VERSION and SHELL, as the browser reads them."""
    script = get(client, "/app/service-worker.js").get_data(as_text=True)
    version, paths = (json.loads(line.split(" = ", 1)[1].rstrip(";")) for line in script.splitlines()[:2])
    return version, paths


def test_every_module_of_the_phone_is_in_one_of_its_files() -> None:
    modules = {path.relative_to(FOLDER).as_posix() for path in JS.rglob("*.js")}
    assert {name for name in on_the_phone() if name.startswith("js/")} == modules - NOT_ON_THE_PHONE


def on_the_phone() -> set[str]:
    return {module for file in FILES for module in modules_in(file)}


def test_a_module_by_itself_is_not_given_out_since_it_would_run_beside_the_one_in_its_file(client: FlaskClient) -> None:
    for name in ("js/store.js", "js/portal.js", "js/service-worker.js"):
        with client.application.test_request_context():
            assert get(client, shell._static(name), headers={"Accept": "application/json"}).status_code == 404


def test_every_address_of_the_shell_is_there(client: FlaskClient) -> None:
    _, paths = worker(client)
    assert len(paths) == len(set(paths))
    for path in paths:
        response = get(client, path)
        assert response.status_code == 200, path
        assert path.startswith("/app/")  # a worker's script is looked up in the service worker of its own address


IMPORT = re.compile(r"""^(?:import|export)\b[^;"]*?from "([^"]+)";|^import "([^"]+)";|\bimport\("([^"]+)"\)""", re.MULTILINE)


def imports() -> Iterator[tuple[Path, str]]:
    for module in JS.rglob("*.js"):
        for found in IMPORT.finditer(module.read_text(encoding="utf-8")):
            yield module, found[1] or found[2] or found[3]


def test_modules_import_by_relative_path_what_is_on_the_phone(client: FlaskClient) -> None:
    """An import that is not kept would end the app in the first place without a network."""
    kept = {*on_the_phone(), *shell_files(client)}
    for module, name in imports():
        assert name.startswith("."), f"{module.name} imports {name}"
        target = (module.parent / name).resolve().relative_to(FOLDER.resolve()).as_posix()
        assert target in kept or module.name in ("portal.js",), f"{module.name} imports {name}"


def shell_files(client: FlaskClient) -> list[str]:
    with client.application.test_request_context():
        return shell.static_files()


def modules_named_in(html: str) -> list[str]:
    return re.findall(r'<link rel="modulepreload" href="/app/static/[^/]+/([^"]+)">', html)


def test_the_page_names_every_file_of_the_door_so_that_none_waits_for_another(client: FlaskClient) -> None:
    named = modules_named_in(get(client, "/app/").get_data(as_text=True).partition("<body")[0])
    assert named == vendored_in("js/app.js")


def test_the_page_keeps_the_names_of_those_behind_it_until_the_door_stands(client: FlaskClient) -> None:
    page = get(client, "/app/").get_data(as_text=True).partition("<body")[2]
    named = modules_named_in(page.partition('<template id="behind-the-door">')[2].partition("</template>")[0])
    assert named == modules_named_in(page) == ["js/inside.js", *vendored_in("js/inside.js")]


def test_the_door_needs_little() -> None:
    """The screens, sending and setting up come while it stands."""
    assert len(modules_in("js/app.js")) <= 24
    assert not {*modules_in("js/app.js")} & {"js/inside.js", "js/sync.js", "js/entries.js", "js/screens/index.js"}


def test_the_shell_is_small_on_the_way(client: FlaskClient) -> None:
    """350 kB at most, the whole record and every version of its forms among them: a phone takes it in over a poor network, once for each version."""
    sent = 0
    for path in worker(client)[1]:
        plain, packed = get(client, path), get(client, path, headers={"Accept-Encoding": "gzip"})
        if packed.content_encoding == "gzip":
            assert gzip.decompress(packed.data) == plain.data, path
        assert "Accept-Encoding" in packed.vary or packed.content_encoding is None, path
        sent += len(packed.data)
    assert sent <= 350_000, sent


def test_every_version_of_every_form_is_in_the_shell(client: FlaskClient) -> None:
    """A draft that was begun under an old version still finds its questions."""
    _, paths = worker(client)
    for name, version in registry.all_versions():
        assert f"/app/forms/{name}/{version}" in paths


def test_the_word_list_is_not_kept_on_the_phone(client: FlaskClient) -> None:
    assert not [path for path in worker(client)[1] if "words" in path and path.endswith(".txt")]


def test_the_version_changes_with_the_content_and_with_nothing_else(client: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    version, _ = worker(client)
    assert worker(client_of(tmp_path / "same"))[0] == version
    assert worker(client_of(tmp_path / "named", name="Notebook"))[0] != version
    other = tmp_path / "selection.json"
    other.write_text("{}")
    monkeypatch.setitem(shell.DATA, "selection", other)
    assert worker(client_of(tmp_path / "other"))[0] != version


def test_the_page_knows_its_own_version(client: FlaskClient) -> None:
    assert f'data-version="{worker(client)[0]}"' in get(client, "/app/").get_data(as_text=True)


def test_the_service_worker_is_short_and_classic() -> None:
    script = (JS / "service-worker.js").read_text(encoding="utf-8")
    assert len(script.splitlines()) < 60
    assert "importScripts" not in script
    assert not re.search(r"^(import|export)\b", script, re.MULTILINE)
    assert script.count("skipWaiting()") == 1  # and only when the page asks


@pytest.mark.parametrize("path", ["/app/", "/app/case/01a200b4-2d65-7a35-8f49-22a77927bd88", "/app/phone", "/app/anything/at/all"])
def test_every_address_below_app_is_the_one_page(client: FlaskClient, path: str) -> None:
    response = get(client, path)
    assert response.status_code == 200
    assert response.data == get(client, "/app/").data
    assert response.headers["Cache-Control"] == "no-cache"


def test_the_shell_is_anonymous(client: FlaskClient) -> None:
    _, paths = worker(client)
    for path in [*paths, "/app/service-worker.js"]:
        response = get(client, path)
        assert "Set-Cookie" not in response.headers, path
        assert b"csrf" not in response.data.lower() or path.endswith(".css"), path


def test_only_the_worker_that_derives_the_key_may_compile(client: FlaskClient) -> None:
    for name in shell_files(client):
        with client.application.test_request_context():
            path = shell._static(name)
        policy = get(client, path).headers["Content-Security-Policy"]
        assert ("wasm-unsafe-eval" in policy) == (name == "js/kdf-worker.js"), name
        assert "require-trusted-types-for 'script'" in policy
        assert "unsafe-inline" not in policy


def test_a_static_file_may_be_kept_for_ever_under_its_own_version_only(client: FlaskClient) -> None:
    path = next(path for path in worker(client)[1] if path.endswith("/js/app.js"))
    assert "immutable" in get(client, path).headers["Cache-Control"]
    older = re.sub(r"/static/[^/]+/", "/static/000000000000/", path)
    assert get(client, older).headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("path", ["/app/static/x/../../settings.py", "/app/static/x/%2e%2e/settings.py", "/app/data/secrets.json", "/app/forms/attempt/99"])
def test_nothing_else_is_given_out(client: FlaskClient, path: str) -> None:
    assert get(client, path, headers={"Accept": "application/json"}).status_code == 404


def test_name_and_icons_are_neutral(tmp_path: Path) -> None:
    manifest = get(client_of(tmp_path, name="Notebook"), "/app/manifest.webmanifest").get_json()
    assert (manifest["name"], manifest["short_name"], manifest["scope"], manifest["display"]) == ("Notebook", "Notebook", "/app/", "standalone")
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}


def test_every_module_is_readable_by_a_browser_and_short() -> None:
    for module in JS.rglob("*.js"):
        assert len(module.read_text(encoding="utf-8").splitlines()) < 250, module.name


def test_no_module_writes_markup_or_leaves_words_behind() -> None:
    """No HTML string is parsed by script, and nothing is put where the browser keeps it in the clear."""
    forbidden = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|localStorage|sessionStorage|console\.|eval\(|new Function")
    for module in JS.rglob("*.js"):
        assert not forbidden.search(module.read_text(encoding="utf-8")), module.name


def test_only_one_module_calls_the_browsers_cryptography() -> None:
    """Random numbers and the plain hash of the formats aside."""
    callers = {module.name for module in JS.rglob("*.js") if re.search(r"subtle\.(?!digest)", module.read_text(encoding="utf-8"))}
    assert callers == {"crypto.js"}


def test_every_module_parses() -> None:
    program = "for (const [identifier, text] of JSON.parse(require('fs').readFileSync(0))) new (require('vm').SourceTextModule)(text, { identifier });"
    modules = [(module.name, without_comments(module.read_bytes()).decode()) for module in sorted(JS.rglob("*.js"))]
    modules += [(name, file_of(name)) for name in FILES]
    checked = subprocess.run([NODE, "--experimental-vm-modules", "-e", program], input=json.dumps(modules), capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
