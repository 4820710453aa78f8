"""What could not be opened or was held: looked at by those who look after the phones."""

from rhi_app.reach import of_own_organisation

OF_THE_ORGANISATION = {"coordinator": of_own_organisation, "administrator": of_own_organisation}

ACTIONS = {
    "quarantine.list": OF_THE_ORGANISATION,
    "quarantine.resolve": OF_THE_ORGANISATION,
    "rescue.take_in": OF_THE_ORGANISATION,
}
ENDPOINTS = {
    "quarantine.index": "quarantine.list",
    "quarantine.ask_to_settle": "quarantine.resolve",
    "quarantine.settle": "quarantine.resolve",
    "quarantine.release": "quarantine.resolve",
    "quarantine.try_again": "quarantine.resolve",
    "quarantine.take_in": "rescue.take_in",
}
