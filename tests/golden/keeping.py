"""A phone and its office, kept as one version of the program left them: what lies in the phone's IndexedDB, and the office's folder."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from playwright.sync_api import Page

FOLDER = Path(__file__).parent
LEFT_OUT = "queue"  # made anew

TAKE = """async () => {
  const asked = (request) => new Promise((resolve, reject) => { request.onsuccess = () => resolve(request.result); request.onerror = () => reject(request.error); });
  const said = (name, value) => (value instanceof Uint8Array ? { $bytes: btoa(String.fromCharCode(...value)) } : value);
  const database = await asked(indexedDB.open("rhi"));
  const stores = {};
  for (const name of database.objectStoreNames) {
    const store = database.transaction(name).objectStore(name);
    const indexes = [...store.indexNames].map((index) => [index, store.index(index).keyPath]);
    stores[name] = { keyPath: store.keyPath, indexes, rows: JSON.stringify(await asked(store.getAll()), said) };
  }
  const { version } = database;
  database.close();
  return { version, stores };
}"""
PUT = """async ({ version, stores }) => {
  const read = (name, value) => (value?.$bytes ? Uint8Array.from(atob(value.$bytes), (letter) => letter.charCodeAt(0)) : value);
  await new Promise((resolve, reject) => {
    const opening = indexedDB.open("rhi", version);
    opening.onupgradeneeded = () => {
      for (const [name, { keyPath, indexes, rows }] of Object.entries(stores)) {
        const store = opening.result.createObjectStore(name, { keyPath });
        for (const [index, path] of indexes) store.createIndex(index, path);
        for (const row of JSON.parse(rows, read)) store.put(row);
      }
    };
    opening.onsuccess = () => { opening.result.close(); resolve(); };
    opening.onerror = () => reject(opening.error);
  });
}"""


@dataclass
class Kept:
    """What a test finds again: the phone's rows, its words, who works in the office and which records are which."""

    phone: dict[str, Any]
    words: str
    cast: dict[str, str]
    records: dict[str, str]


def versions() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.zip"))


def take_phone(page: Page) -> dict[str, Any]:
    return dict(page.evaluate(TAKE))


def put_phone(page: Page, phone: dict[str, Any]) -> None:
    """Into a browser that has none, before the app has started in it."""
    page.evaluate(PUT, phone)


def keep(name: str, kept: Kept, state: Path) -> Path:
    """Nothing is ever written over: what phones once held must open for ever."""
    path = FOLDER / f"{name}.zip"
    with ZipFile(path, "x", ZIP_DEFLATED) as archive:
        archive.writestr("kept.json", json.dumps(kept.__dict__))
        for file in sorted(state.rglob("*")):
            if file.is_file() and LEFT_OUT not in file.relative_to(state).parts:
                archive.write(file, f"state/{file.relative_to(state)}")
    return path


def restore(name: str, folder: Path) -> Kept:
    """The office's folder comes to lie in `folder / "state"`."""
    with ZipFile(FOLDER / f"{name}.zip") as archive:
        archive.extractall(folder)
    return Kept(**json.loads((folder / "kept.json").read_bytes()))
