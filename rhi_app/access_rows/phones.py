"""Phones: brought in by two people, taken out by one."""

from rhi_app.reach import mine, of_own_organisation

OF_THE_ORGANISATION = {"coordinator": of_own_organisation, "administrator": of_own_organisation}

ACTIONS = {
    "phone.list": OF_THE_ORGANISATION | {"manager": of_own_organisation},
    "phone.issue_code": OF_THE_ORGANISATION,
    "phone.activate": OF_THE_ORGANISATION,
    "phone.revoke": OF_THE_ORGANISATION,
    "phone.read": {"interviewer": mine},
}
ENDPOINTS = {
    "phones.index": "phone.list",
    "phones.issue_code": "phone.issue_code",
    "phones.compare": "phone.activate",
    "phones.activate": "phone.activate",
    "phones.ask_to_revoke": "phone.revoke",
    "phones.revoke": "phone.revoke",
    "phones.mine": "phone.read",
}
