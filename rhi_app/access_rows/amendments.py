"""What was wrong in a finished record is put right by whoever held the interview."""

from rhi_app.reach import allocated_to_me

ACTIONS = {"record.amend": {"interviewer": allocated_to_me}}
ENDPOINTS = {"amendments.ask": "record.amend", "amendments.save": "record.amend"}
