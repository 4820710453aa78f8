"""Local protocols as data: dated, cited, layered. rhi_app/protocols/FORMAT.md says what a file may hold."""

from rhi_app.domain.protocol.content import bundle_of, choices_of, content_of
from rhi_app.domain.protocol.engine import QUESTIONS, Decision, Protocols, decide
from rhi_app.domain.protocol.load import load_protocols
from rhi_app.domain.protocol.times import due_times, next_at

__all__ = ["QUESTIONS", "Decision", "Protocols", "bundle_of", "choices_of", "content_of", "decide", "due_times", "load_protocols", "next_at"]
