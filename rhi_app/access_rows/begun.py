"""What happens to a record at a desk: whose it is, what else it serves, what a manager lets go, and a decline that is taken up."""

from rhi_app.access_rows.episodes import DECIDE, DESK
from rhi_app.reach import of_own_provider

ACTIONS = {
    "record.match": {"coordinator": of_own_provider},
    "record.join": {"coordinator": of_own_provider},
    "record.release": DECIDE,
    "record.take_up": DESK,
}
ENDPOINTS = {
    "begun.ask": "record.match",
    "begun.save": "record.match",
    "endings.release": "record.release",
    "endings.save_release": "record.release",
    "endings.take_up": "record.take_up",
    "endings.save_taken_up": "record.take_up",
    "endings.join": "record.join",
    "endings.save_join": "record.join",
}
