"""Who names readers, closes what was sent, and takes a record into the case system: the desk that holds the case."""

from rhi_app.reach import of_own_provider

DECIDE = {"coordinator": of_own_provider, "manager": of_own_provider}

ACTIONS = {"episode.name_reader": DECIDE, "episode.export": DECIDE, "delivery.close": DECIDE}
ENDPOINTS = {
    "sharing.choose": "episode.name_reader",
    "sharing.name_reader": "episode.name_reader",
    "sharing.confirm_change": "episode.name_reader",
    "sharing.close": "delivery.close",
    "sharing.open_again": "delivery.close",
    "sharing.case_note": "episode.export",
    "sharing.export": "episode.export",
}
