"""What was sent to somebody: read, downloaded and acknowledged by that person, and by nobody else."""

from rhi_app.reach import addressed_to_me

READERS = {"social_worker": addressed_to_me, "police_liaison": addressed_to_me, "coordinator": addressed_to_me, "manager": addressed_to_me}

ACTIONS = {
    "delivery.list": READERS,
    "delivery.read": READERS,
    "delivery.acknowledge": READERS,
}
ENDPOINTS = {
    "inbox.index": "delivery.list",
    "inbox.show": "delivery.read",
    "inbox.pdf": "delivery.read",
    "inbox.acknowledge": "delivery.acknowledge",
}
