"""The numbers of the roles that protocols name: an administrator's, whichever organisation's."""

from rhi_app.reach import anything

ACTIONS = {"role_number.save": {"administrator": anything}}
ENDPOINTS = {"role_numbers.show": "role_number.save", "role_numbers.save": "role_number.save"}
