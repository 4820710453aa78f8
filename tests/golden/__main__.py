"""Keeps a phone and its office as this version makes them: `python -m tests.golden NAME`, once before a version is given out.

On the phone: a case with an event that is processed, one that is still unsent and two drafts; a case that is finished and unsent.
`tests/browser/test_golden.py` then opens, sends and renders it with every later version.
"""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.backstage import Backstage, new_office
from tests.browser.site import Enrolled, Site, core, ready_offline, serving
from tests.engines.browsers import Phone
from tests.engines.databases import upgrade
from tests.golden.keeping import Kept, keep, take_phone

SAID = {"before.what_happened": "We argued \U0001f600\n“again”.", "during.slept": {"unanswered": "did_not_want_to_say"}}
OPINION = {"analysis.opinion": "Calm today."}
ATTEMPT = {"kind": "attempt", "form": "attempt", "answers": {"attempt.how": "rang", "attempt.to": "child", "attempt.outcome": "spoke"}}
HARM = {"kind": "harm", "form": "harm", "urgent": True, "answers": {"harm.words": "Somebody hit me.", "harm.kind": ["physical"]}}
SIGNATURE = {"strokes": [[0, 0, 0, 100, 0, 50]], "width": 600, "height": 240}
AGREED = {"consent.way": "signed", "consent.understood": "yes", "consent.signature": SIGNATURE}
ENDED = {"visit.place": "home", "readback.done": "yes", "readback.way": "agreed_not_seen"}


def write_on(phone: Enrolled, finished: str) -> None:
    page, record = phone.page, phone.record
    core(page, "records.addEntry", record, ATTEMPT)
    for _ in range(2):
        phone.sync()
        phone.site.office.work()
    phone.sync()
    phone.site.stop()
    core(page, "records.addEntry", record, HARM)
    core(page, "records.saveDraft", record, "interview", SAID)
    core(page, "records.saveDraft", record, "analysis", OPINION)
    for each in (record, finished):
        for who in ("child", "parent"):
            core(page, "records.addEntry", each, {"kind": "consent", "form": "consent", "answers": {"consent.who": who} | AGREED})
    core(page, "records.saveDraft", finished, "interview", SAID)
    core(page, "records.endVisit", finished, ENDED)
    core(page, "records.finishRecord", finished, {})


def make(name: str, folder: Path) -> Path:
    database = folder / "empty.sqlite"
    upgrade(f"sqlite:///{database}")
    with sync_playwright() as playwright:
        site, phone = Site(Backstage(lambda: new_office(folder / "state", database))), Phone(playwright, folder / "phone")
        with serving(site):
            open_case, finished = (site.office.allocate() for _ in range(2))
            words = site.enrol(phone.open())
            ready_offline(phone.page)
            enrolled = Enrolled(site, phone, words, open_case)
            write_on(enrolled, finished["record"])
            kept = Kept(take_phone(phone.page), words, site.office.cast, {"open": open_case["record"], "finished": finished["record"]})
            phone.close()
    return keep(name, kept, folder / "state")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        sys.stdout.write(f"{make(sys.argv[1], Path(folder))}\n")
