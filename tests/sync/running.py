"""The office of a running installation: the same database and keys, from beside it."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import select

from rhi_app import create_app
from rhi_app.database import db
from rhi_app.models import Account
from rhi_app.services import enrolment
from rhi_app.services.keys import KeyFolders
from rhi_app.settings import Settings
from tests.engines.installations import Installation
from tests.phone_simulator import Phone, to_address
from tests.sync.conftest import Office


@contextmanager
def office_of(installation: Installation) -> Iterator[Office]:
    settings = Settings.from_environment({name: value for name, value in installation.environment().items() if name.startswith("RHI_")})
    app = create_app(settings)
    with app.app_context():
        accounts = db.session.scalars(select(Account))
        cast = {account.name.split()[0].lower(): account.id for account in accounts}
    yield Office(app, settings, KeyFolders.under(settings.state), cast)
    with app.app_context():
        db.engine.dispose()


def phone_of(installation: Installation, office: Office) -> Phone:
    """Enrolled over the network, compared at the desk."""
    phone = Phone(to_address(installation.base_url)).enrol(office.issue_code("amira"))
    office.press(enrolment.activate, phone.device)
    return phone
