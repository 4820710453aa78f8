"""flask keys: make an installation's keys once, renew the sealing key, look at what there is."""

from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext

from rhi_app import current
from rhi_app.database import db
from rhi_app.domain.problems import Problem
from rhi_app.services import keys
from rhi_app.services.audit import record_audit
from rhi_app.services.time import now
from rhi_app.services.trust import ManifestBroken, check_manifest, organisation_id

group = AppGroup("keys", help="The organisation's keys.")
COMMANDS = [group]

ROOT_OPTION = click.option("--root-key", type=click.Path(path_type=Path), help="Folder of the root key; take it offline afterwards.")
WORKER_OPTION = click.option("--worker-keys", type=click.Path(path_type=Path), help="Folder of the job worker's keys.")


@group.command("make", help="Make every key of a new installation; never overwrites one.")
@ROOT_OPTION
@WORKER_OPTION
@with_appcontext
def make(root_key: Path | None, worker_keys: Path | None) -> None:
    settings, folders = current.settings(), folders_of(root_key, worker_keys)
    if keys.are_whole(settings, folders):
        print("The keys are there. Nothing was made.")
        return
    with refusals():
        statement = keys.make_keys(settings, folders, now())
    print(f"Made the keys of organisation {statement['organisation']}, epoch 1.")
    print(f"The root key is in {folders.root}: move it to a place that is not connected; it is needed to renew keys.")


@group.command("rotate", help="Make a new sealing key and sign the next manifest; phones take it at their next contact.")
@ROOT_OPTION
@WORKER_OPTION
@with_appcontext
def rotate(root_key: Path | None, worker_keys: Path | None) -> None:
    settings = current.settings()
    with refusals():
        # The line is written first: a chain that cannot take it keeps the old keys.
        record_audit(db.session, None, "keys.rotate", "organisation", organisation_id(settings), now())
        statement = keys.rotate_sealing_key(settings, folders_of(root_key, worker_keys), now())
        db.session.commit()
    print(f"Epoch {statement['epoch']}: sealing key {statement['sealing'][0]['key']}.")


@group.command("show", help="Print what the manifest names, after checking the root's signature.")
@with_appcontext
def show() -> None:
    with refusals():
        statement = check_manifest(current.settings())
    print(f"organisation {statement['organisation']}, epoch {statement['epoch']}, made {statement['created']}")
    for kind in ("sealing", "receipt", "worker"):
        print(f"{kind}: {', '.join(each['key'] for each in statement[kind])}")


def folders_of(root_key: Path | None, worker_keys: Path | None) -> keys.KeyFolders:
    usual = keys.KeyFolders.under(current.settings().state)
    return keys.KeyFolders(root=root_key or usual.root, worker=worker_keys or usual.worker)


class refusals:
    """What a person at the terminal can act on is said without a traceback."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, Problem | ManifestBroken):
            raise click.ClickException(str(error)) from error
