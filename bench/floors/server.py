"""The least server: one route that keeps bytes with SQLite FULL, and one static page of 60 questions that works without a network."""

import os
import sqlite3
import threading
from pathlib import Path

from flask import Flask, Response, request, send_file

HERE = Path(__file__).parent
DEXIE = HERE.parents[1] / "node_modules" / "dexie" / "dist" / "modern" / "dexie.min.mjs"
QUESTIONS = 60
SCRIPT = "<script>navigator.serviceWorker.register('/worker.js'); requestAnimationFrame(() => { globalThis.readyAt = performance.now(); });</script>"

app = Flask(__name__, static_folder=None)
own = threading.local()


def database() -> sqlite3.Connection:
    if not hasattr(own, "connection"):
        own.connection = sqlite3.connect(os.environ["FLOOR_DATABASE"], timeout=30)
        own.connection.execute("PRAGMA journal_mode=WAL")
        own.connection.execute("PRAGMA synchronous=FULL")
        own.connection.execute("CREATE TABLE IF NOT EXISTS kept (bytes BLOB NOT NULL)")
    connection: sqlite3.Connection = own.connection
    return connection


@app.post("/kept")
def keep() -> Response:
    with database() as connection:
        connection.execute("INSERT INTO kept VALUES (?)", (request.get_data(),))
    return Response(status=204)


@app.get("/")
def page() -> str:
    fields = "".join(f'<p><label for="q{n}">Question {n}</label><br><textarea id="q{n}" name="q{n}"></textarea></p>' for n in range(QUESTIONS))
    return f"<!DOCTYPE html><title>Floor</title><form>{fields}</form>{SCRIPT}"


@app.get("/worker.js")
def worker() -> Response:
    return send_file(HERE / "worker.js", mimetype="text/javascript")


@app.get("/dexie.mjs")
def dexie() -> Response:
    return send_file(DEXIE, mimetype="text/javascript")
