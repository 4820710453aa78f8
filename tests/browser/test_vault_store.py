"""What is on the phone's disk: there when it was said to be, whole or not at all, and nothing that anybody can read without the words."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.site import Enrolled, Refused, core, core_later, unlock

pytestmark = pytest.mark.browser
CANARIES = [f"Zq7Canary{number:02d}Xv" for number in range(8)]
ATTEMPT = {"kind": "attempt", "form": "attempt", "formVersion": 1}

WITH_STORE = """() => import(new URL("./inside.js", document.querySelector('script[type="module"]').src).href).then(({ $use }) => $use("js/store.js"))"""
SWAP_DRAFTS = WITH_STORE + """.then((store) => store.getAll("drafts").then(([a, b]) => store.write(["drafts"], ({ drafts }) =>
  Promise.all([drafts.put({ ...a, sealed: b.sealed }), drafts.put({ ...b, sealed: a.sealed })]).then(() => undefined)).then(() => undefined)))"""

# Notes the durability of every transaction that may write.
NOTE_TRANSACTIONS = """() => {
  globalThis.noted = [];
  const begin = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (stores, mode, options) {
    const made = begin.call(this, stores, mode, options);
    if (mode === "readwrite") noted.push(made.durability);
    return made;
  };
}"""


def answers(text: str) -> dict[str, object]:
    return {"attempt.how": "knocked", "attempt.to": "child", "attempt.outcome": "no_answer", "attempt.note": text}


def test_a_draft_that_was_saved_survives_sigkill(enrolled: Enrolled) -> None:
    saved = core(enrolled.page, "records.saveDraft", enrolled.record, "interview", {"before.what_happened": "We argued \U0001f600\nthen I left."})
    enrolled.site.stop()
    enrolled.phone.kill()
    page = enrolled.reopen(f"/app/case/{enrolled.record}")
    draft = core(page, "records.loadDraft", enrolled.record, "interview")
    assert draft["answers"] == {"before.what_happened": "We argued \U0001f600\nthen I left."}
    assert draft["savedAt"] == saved


def test_a_phone_whose_browser_has_lost_everything_says_so_and_does_not_pose_as_a_new_one(enrolled: Enrolled) -> None:
    enrolled.page.goto("about:blank")
    told = enrolled.phone.context.new_cdp_session(enrolled.page)
    told.send("Storage.clearDataForOrigin", {"origin": enrolled.site.url("").rstrip("/"), "storageTypes": "indexeddb"})
    enrolled.page.goto(enrolled.site.url())
    expect(enrolled.page.get_by_role("heading", name="This phone was emptied")).to_be_visible()
    enrolled.page.get_by_role("button", name="Set this phone up again").click()
    expect(enrolled.page.get_by_label("Code from your coordinator")).to_be_visible()


def test_whenever_the_browser_is_killed_what_was_acknowledged_is_there(enrolled: Enrolled) -> None:
    """Saves as fast as the disk takes them, and is killed somewhere in between."""
    for trial, pause in enumerate((290, 450, 620)):
        acknowledged = save_until_killed(enrolled, trial, pause)
        draft = core(enrolled.reopen(), "records.loadDraft", enrolled.record, "interview")
        assert int(draft["answers"][f"trial.{trial}"]) >= acknowledged[-1] > 5


def save_until_killed(phone: Enrolled, trial: int, pause: int) -> list[int]:
    acknowledged: list[int] = []
    phone.page.on("console", lambda message: acknowledged.append(int(message.text)) if message.text.isdigit() else None)
    phone.page.evaluate(SAVE_WITHOUT_END, [phone.record, trial])
    phone.page.wait_for_timeout(pause)
    phone.phone.kill()
    return acknowledged


SAVE_WITHOUT_END = """async ([record, trial]) => {
  const app = document.querySelector('script[type="module"]').src;
  const { saveDraft } = await import(new URL("./inside.js", app).href).then(({ $use }) => $use("js/records.js"));
  (async () => {
    for (let at = 0; ; at += 1) {
      await saveDraft(record, "interview", { [`trial.${trial}`]: `${at}`, "before.what_happened": "x".repeat(at % 700) });
      console.log(`${at}`);
    }
  })();
}"""


def test_of_many_saves_in_a_row_the_last_one_stands(enrolled: Enrolled) -> None:
    enrolled.page.evaluate("""async (record) => {
      const app = document.querySelector('script[type="module"]').src;
      const { saveDraft } = await import(new URL("./inside.js", app).href).then(({ $use }) => $use("js/records.js"));
      await Promise.all(Array.from({ length: 30 }, (_, at) => saveDraft(record, "interview", { "back.how": `${at}` })));
    }""", enrolled.record)  # fmt: skip
    assert core(enrolled.page, "records.loadDraft", enrolled.record, "interview")["answers"] == {"back.how": "29"}


def test_every_write_waits_for_the_disk(enrolled: Enrolled) -> None:
    page = enrolled.page
    page.evaluate(NOTE_TRANSACTIONS)
    core(page, "records.saveDraft", enrolled.record, "interview", {"back.how": "bus"})
    core(page, "records.addEntry", enrolled.record, ATTEMPT | {"answers": answers("")})
    core(page, "records.discardDraft", enrolled.record, "interview")
    enrolled.sync()
    noted = page.evaluate("noted")
    assert len(noted) > 4
    assert set(noted) == {"strict"}


def test_a_connection_that_drops_is_opened_again(enrolled: Enrolled) -> None:
    """As iOS does to a page that comes back from the background."""
    page = enrolled.page
    page.evaluate("""() => {
      const begin = IDBDatabase.prototype.transaction;
      let left = 3;
      IDBDatabase.prototype.transaction = function (...asked) {
        if (left-- > 0) throw new DOMException("Connection to Indexed Database server lost.", "UnknownError");
        return begin.apply(this, asked);
      };
    }""")
    core(page, "records.saveDraft", enrolled.record, "interview", {"back.how": "walked"})
    assert core(page, "records.loadDraft", enrolled.record, "interview")["answers"] == {"back.how": "walked"}


@pytest.mark.parametrize(
    ("name", "slug", "said"),
    [("UnknownError", "not-saved", "Not saved. Keep this open"), ("QuotaExceededError", "phone-full", "no room left")],
)
def test_what_is_not_on_disk_is_never_said_to_be(enrolled: Enrolled, name: str, slug: str, said: str) -> None:
    page = enrolled.page
    core(page, "records.saveDraft", enrolled.record, "interview", {"back.how": "before"})
    page.evaluate("""(name) => {
      const put = IDBObjectStore.prototype.put;
      globalThis.mend = () => { IDBObjectStore.prototype.put = put; };
      IDBObjectStore.prototype.put = () => { throw new DOMException("broken", name); };
    }""", name)  # fmt: skip
    with pytest.raises(Refused, match=slug) as refused:
        core(page, "records.saveDraft", enrolled.record, "interview", {"back.how": "after"})
    assert said in refused.value.said
    with pytest.raises(Refused, match=slug):
        core(page, "records.addEntry", enrolled.record, ATTEMPT | {"answers": answers("")})
    page.evaluate("mend()")
    assert core(page, "records.loadDraft", enrolled.record, "interview")["answers"] == {"back.how": "before"}
    assert core(page, "records.unsentCount")["count"] == 0


def test_a_full_phone_is_a_sentence_and_still_opens(enrolled: Enrolled) -> None:
    enrolled.phone.close()
    page = enrolled.phone.open()
    session = enrolled.phone.context.new_cdp_session(page)
    session.send("Storage.overrideQuotaForOrigin", {"origin": enrolled.site.url("/"), "quotaSize": 1000})
    page.goto(enrolled.site.url())
    unlock(page, enrolled.words)
    with pytest.raises(Refused, match="phone-full"):
        core(page, "records.saveDraft", enrolled.record, "interview", {"back.how": "x" * 500_000})
    session.send("Storage.overrideQuotaForOrigin", {"origin": enrolled.site.url("/")})


def aside(page: Page) -> int:
    """How many drafts do not open, and are kept as they are."""
    return int(page.evaluate(WITH_STORE + """.then((store) => store.getAll("drafts").then((rows) => rows.filter(({ id }) => id.startsWith("aside/")).length))"""))


def test_rows_that_were_swapped_do_not_open(enrolled: Enrolled) -> None:
    page = enrolled.page
    core(page, "records.saveDraft", enrolled.record, "interview", {"back.how": "bus"})
    core(page, "records.saveDraft", enrolled.record, "lists", {"lists.places": "park"})
    page.evaluate(SWAP_DRAFTS)
    for form in ("interview", "lists"):
        assert core(page, "records.loadDraft", enrolled.record, form) is None
    assert aside(page) == 2


def test_an_older_row_under_a_newer_number_does_not_open(enrolled: Enrolled) -> None:
    page = enrolled.page
    core(page, "records.saveDraft", enrolled.record, "interview", {"back.how": "bus"})
    page.evaluate(WITH_STORE + """.then((store) => store.getAll("drafts").then(([row]) =>
      store.write(["drafts"], ({ drafts }) => drafts.put({ ...row, sequence: row.sequence + 1 })).then(() => undefined)))""")
    assert core(page, "records.loadDraft", enrolled.record, "interview") is None
    assert aside(page) == 1


def test_a_log_whose_tail_was_cut_off_says_so(enrolled: Enrolled) -> None:
    page = enrolled.page
    for note in ("one", "two"):
        core(page, "records.addEntry", enrolled.record, ATTEMPT | {"answers": answers(note)})
    assert "problem" not in core(page, "records.getCase", enrolled.record)
    page.evaluate(WITH_STORE + '.then((store) => store.write(["entries"], ({ entries }) => entries.delete([record, 2])).then(() => undefined))'.replace("record", f'"{enrolled.record}"'))
    case = core(page, "records.getCase", enrolled.record)
    assert [entry["answers"]["attempt.note"] for entry in case["entries"]] == ["one"]
    assert "This part cannot be read" in case["problem"].message


def test_a_damaged_case_says_so_in_its_own_row_and_the_others_open(enrolled: Enrolled) -> None:
    other = enrolled.site.office.allocate()
    enrolled.site.office.work()
    enrolled.sync()
    page = enrolled.page
    page.evaluate(WITH_STORE + """.then((store) => store.get("cases", RECORD).then((row) => {
      row.sealed[40] ^= 1;
      return store.write(["cases"], ({ cases }) => cases.put(row)).then(() => undefined);
    }))""".replace("RECORD", f'"{enrolled.record}"'))
    rows = {row["record"]: row for row in core(page, "records.listCases")}
    assert "This part cannot be read" in rows[enrolled.record]["problem"].message
    assert rows[enrolled.record]["case"] is None
    assert rows[other["record"]]["case"]["initials"] == other["initials"]


def test_nothing_that_was_typed_can_be_read_in_the_browsers_profile(enrolled: Enrolled) -> None:
    page = enrolled.page
    typed = dict(zip(["before.what_happened", "during.slept", "back.how", "help.trust"], CANARIES, strict=False))
    core(page, "records.saveDraft", enrolled.record, "interview", typed)
    core(page, "records.addEntry", enrolled.record, ATTEMPT | {"answers": answers(CANARIES[4])})
    core(page, "records.addEntry", enrolled.record, {"kind": "harm", "form": "harm", "urgent": True, "answers": {"harm.words": CANARIES[5]}})
    enrolled.sync()
    core_later(page, "guard.lockNow")
    expect(page.get_by_role("heading", name="Locked")).to_be_visible()
    page.get_by_label("Your four words").fill(CANARIES[6])  # a wrong guess is nobody's to read either
    page.get_by_role("button", name="Unlock", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    enrolled.phone.close()
    of_the_case = ["Quokka-Marzipan", "Joanna Marlow", "01632 960001"]
    assert found_in(enrolled.phone.profile, [*CANARIES, *of_the_case, enrolled.words]) == []
    assert found_in(enrolled.phone.profile, [enrolled.record])  # the search finds what is there: ids are in the clear


def test_the_address_and_the_title_never_change_with_what_is_inside(enrolled: Enrolled) -> None:
    page = enrolled.reopen(f"/app/case/{enrolled.record}")
    assert page.title() == "Daybook"
    assert page.evaluate("[localStorage.length, sessionStorage.length, history.state]") == [0, 0, None]


def found_in(folder: Path, words: list[str]) -> list[tuple[str, str]]:
    """Every file of the profile, in both ways that a browser writes text."""
    looked_for = [(word, form) for word in words for form in (word.encode(), word.encode("utf-16-le"))]
    found = []
    for place, _, names in os.walk(folder):
        for name in names:
            path = Path(place, name)
            content = path.read_bytes() if path.is_file() else b""
            found += [(word, str(path.relative_to(folder))) for word, form in looked_for if form in content]
    return found
