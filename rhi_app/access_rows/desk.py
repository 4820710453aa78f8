"""The interviewer's own part at a desk: the author's alone."""

from rhi_app.reach import allocated_to_me

ACTIONS = {"record.write": {"interviewer": allocated_to_me}}
ENDPOINTS = {
    "desk.show": "record.write",
    "desk.open_part": "record.write",
    "desk.save_part": "record.write",
    "desk.open_sharing": "record.write",
    "desk.finish": "record.write",
    "desk.give_back": "record.write",
}
