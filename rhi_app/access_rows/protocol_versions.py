"""Putting a protocol in force: two administrators, whichever organisation's; a protocol belongs to nobody."""

from rhi_app.reach import anything

ACTIONS = {"protocol.confirm": {"administrator": anything}}
ENDPOINTS = {"protocol_versions.show": "protocol.confirm", "protocol_versions.confirm": "protocol.confirm"}
