"""Two answers to one question: whoever holds the interview chooses."""

from rhi_app.reach import allocated_to_me

ACTIONS = {"record.choose": {"interviewer": allocated_to_me}}
ENDPOINTS = {"two_answers.keep": "record.choose"}
