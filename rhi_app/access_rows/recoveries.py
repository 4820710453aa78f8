"""Recoveries: opened by one, approved by another. Who may be which is decided by the person, not by the role (domain/recovery.py)."""

from rhi_app.reach import of_own_organisation

TWO_OF_THESE = {"coordinator": of_own_organisation, "manager": of_own_organisation, "administrator": of_own_organisation}

ACTIONS = {
    "recovery.open": TWO_OF_THESE,
    "recovery.read": TWO_OF_THESE,
    "recovery.approve": TWO_OF_THESE,
    "recovery.close": TWO_OF_THESE,
    "recovery.rehearse": TWO_OF_THESE,
    "snapshot.release": TWO_OF_THESE,
    "phone.wipe": TWO_OF_THESE,
}
ENDPOINTS = {
    "recoveries.ask": "recovery.open",
    "recoveries.begin": "recovery.open",
    "recoveries.show": "recovery.read",
    "recoveries.approve": "recovery.approve",
    "recoveries.close": "recovery.close",
    "recoveries.issue_code": "recovery.approve",
    "recoveries.release": "snapshot.release",
    "recoveries.rehearse": "recovery.rehearse",
    "recoveries.ask_to_wipe": "phone.wipe",
    "recoveries.wipe": "phone.wipe",
}
