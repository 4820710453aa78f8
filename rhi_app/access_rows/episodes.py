"""Cases at the desk: the work list, the notice, the episode and why, who takes it on."""

from rhi_app.reach import allocated_to_me, of_own_provider, wrote_in_part

DESK = {"coordinator": of_own_provider, "manager": of_own_provider, "provider_desk": of_own_provider}
DECIDE = {"coordinator": of_own_provider, "manager": of_own_provider}

ACTIONS = {
    "episode.list": DESK,
    "episode.read": DESK,
    "episode.add": {"coordinator": of_own_provider},
    "episode.correct": DECIDE,
    "episode.return": DECIDE,
    "episode.decide": DECIDE,
    "duty.tick": DESK,
    "child.read": DESK,
    "child.correct": DECIDE,
    "record.allocate": {"coordinator": of_own_provider},
    "record.list_mine": {"interviewer": allocated_to_me},
    "record.read_part": {"interviewer": wrote_in_part},
    "record.read": {"interviewer": allocated_to_me} | DECIDE,
}
ENDPOINTS = {
    "episodes.work_list": "episode.list",
    "episodes.show": "episode.read",
    "episodes.section": "episode.read",
    "intake.add": "episode.add",
    "intake.save": "episode.add",
    "intake.add_for": "episode.add",
    "intake.save_for": "episode.add",
    "why.show": "episode.read",
    "corrections.show": "episode.correct",
    "corrections.save": "episode.correct",
    "child_corrections.show": "child.correct",
    "child_corrections.save": "child.correct",
    "returns.show": "episode.return",
    "returns.save": "episode.return",
    "duties.show": "duty.tick",
    "duties.save": "duty.tick",
    "duties.take_back": "duty.tick",
    "decisions.show": "episode.decide",
    "decisions.save": "episode.decide",
    "children.show": "child.read",
    "allocation.choose": "record.allocate",
    "allocation.save": "record.allocate",
    "records.mine": "record.list_mine",
    "records.show": "record.read",
    "records.show_part": "record.read_part",
}
