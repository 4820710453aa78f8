"""What was sent to somebody: read, downloaded and acknowledged by that person, and by nobody else."""

from rhi_app.reach import addressed_to_me

READERS = dict.fromkeys(("social_worker", "police_liaison", "recipient", "coordinator", "manager"), addressed_to_me)

ACTIONS = {
    "delivery.list": READERS,
    "delivery.read": READERS,
    "delivery.acknowledge": READERS,
}
ENDPOINTS = {
    "inbox.index": "delivery.list",
    "inbox.show": "delivery.read",
    "inbox.open_it": "delivery.read",
    "inbox.not_for_me": "delivery.read",
    "inbox.pdf": "delivery.read",
    "inbox.acknowledge": "delivery.acknowledge",
    "inbox.outcomes": "delivery.acknowledge",
}
