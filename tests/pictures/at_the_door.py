"""The interviewer's phone, from today's list to the sealed record, with the server gone."""

from math import sin

from tests.browser.visits import Visit
from tests.pictures.camera import Camera

BEFORE = "They were shouting again about my phone. I said I’m going out and nobody said nothing so I just went. I was gonna come back."
FRIEND = "At Danny’s. He’s in my year, I’ve known him since primary."
TRUST = "My nan. She doesn’t shout."
HARM = "He said if I told anyone he’d come round."
OPINION = "The push is fear at home more than the quarrel; nothing points to a plan."
LISTS = {
    "Add a person": {
        "Name, or what they are called": "Tez", "Age, or about": "about 30", "Who they are to Kofi": "Offered a lift; the answer was no",
    },
    "Add a place": {
        "Place": "Example Road bus station, bay 6", "Address, or where it is": "Example Road",
    },
}  # fmt: skip
REFUSED = "I’ve said it all to the police already. I don’t want to go over it again."
ADDED = "He has a new phone since October and is out of his room at night."


class Unhurried(Visit):
    """Signs as somebody does who has time."""

    def draw(self) -> None:
        canvas = self.page.locator("canvas")
        canvas.scroll_into_view_if_needed()
        pad = canvas.bounding_box()
        assert pad
        points = [(pad["x"] + 40 + step * 2.2, pad["y"] + 84 - sin(step / 4) * max(4, 30 - step / 3)) for step in range(80)]
        self.page.mouse.move(*points[0])
        self.page.mouse.down()
        for point in points:
            self.page.mouse.move(*point)
        self.page.mouse.up()


class Pictured:
    """One visit and the camera."""

    def __init__(self, visit: Visit, camera: Camera) -> None:
        self.visit, self.camera = visit, camera

    def take(self, name: str, *, dark: bool = False, at: str = "") -> None:
        """`at`: the words that shall stand on top of the screen; else its beginning."""
        page = self.visit.page
        page.evaluate("scrollTo(0, 0)")
        if at:
            page.get_by_text(at, exact=True).first.evaluate("place => scrollTo(0, place.getBoundingClientRect().top - 70)")
        page.wait_for_timeout(150)  # what slides in has come to rest
        self.camera.take(page, name, dark=dark)

    def before_the_visit(self) -> str:
        visit = self.visit
        self.take("02-today")
        self.take("02-today-dark", dark=True)
        record = visit.open_case("K.M.")
        self.take("03-case")
        self.take("03-case-more", at="What is required, and why")
        visit.tap("Log an attempt")
        visit.heading("Log an attempt")
        visit.tile("Rang")
        visit.tile("Joanna")
        self.take("04-log-attempt")
        visit.tile("No answer")
        visit.heading("Attempts")
        self.take("04-attempt-saved")
        visit.next()
        visit.log_offer("By telephone", "Kofi", "Said yes")
        return record

    def agreement(self) -> None:
        visit = self.visit
        visit.next()
        visit.heading("must agree")
        self.take("05-agreement-rule")
        visit.next()
        visit.heading("Before we talk")
        self.take("05-agreement-words")
        visit.next()
        visit.heading("Do you agree to talk?")
        visit.draw()
        self.take("05-agreement-sign", at="Sign with a finger. Any mark of yours is fine.")
        visit.tap("I agree")
        visit.given_back()
        visit.heading("Sections")

    def interview(self) -> None:
        visit = self.visit
        visit.next()
        visit.heading("Before you went")
        visit.write("before.what_happened", BEFORE)
        visit.choose("before.asked_to_go-unanswered", "did_not_want_to_say")
        self.take("06-interview")
        self.take("06-interview-dark", dark=True)
        visit.next()
        visit.heading("While you were away")
        visit.write("during.what_happened", FRIEND)
        visit.next()
        visit.heading("Coming back")
        self.harm()
        visit.choose("back.safe_tonight", "not_sure")
        visit.next()
        visit.write("help.trust", TRUST)
        visit.tap("Blank")
        self.take("06-blank")
        visit.tap("Touch to go on")
        visit.unlocked()
        visit.next()
        visit.heading("Staying safe")
        visit.choose("safety.given", "childline")
        visit.next()

    def harm(self) -> None:
        visit = self.visit
        visit.tap("Harm")
        visit.heading("Harm disclosed")
        visit.choose("harm.safe_tonight", "not_sure")
        visit.page.locator('[name="harm.words"]').fill(HARM)
        visit.says("Saved")
        self.take("07-harm")
        visit.next()
        visit.heading("Coming back")

    def read_back(self) -> None:
        visit = self.visit
        visit.heading("Is this what you said?")
        self.take("08-read-back")
        visit.read_back_and_sign()
        self.take("10-end-visit")
        visit.next()
        visit.says("Held in time")

    def own_part(self, record: str) -> None:
        visit = self.visit
        visit.opened_at(f"/app/case/{record}/06")
        visit.heading("Sections")
        self.take("06-sections")
        self.lists(record)
        visit.opened_at(f"/app/case/{record}/06d/analysis/1")
        visit.write("analysis.opinion", OPINION)
        visit.choose("analysis.likelihood", "medium")
        visit.next()
        visit.heading("Outcome and actions")
        visit.next()
        visit.heading("Who will see what")
        self.take("09-who-sees-what")
        visit.opened_at(f"/app/case/{record}/10b")
        visit.heading("Finish the record")
        self.take("10-finish")
        visit.page.get_by_text("Your signature").first.click()
        visit.draw()
        visit.next()
        visit.heading("Where the record is")
        self.take("11-where-it-is-sealed")

    def lists(self, record: str) -> None:
        page = self.visit.page
        self.visit.opened_at(f"/app/case/{record}/06d/lists/1")
        for add, answers in LISTS.items():
            self.visit.tap(add)
            for label, words in answers.items():
                page.get_by_label(label, exact=True).last.fill(words)
        self.visit.says("Saved")
        self.take("06-lists")

    def decline(self) -> None:
        visit = self.visit
        visit.opened_at("/app/")
        visit.open_case("L.O.")
        visit.log_attempt("Rang", "Leo", "No answer")
        visit.log_offer("By telephone", "Leo", "Said no")
        visit.tap("They do not want to take part")
        visit.choose("decline.who", "child")
        visit.write("decline.words", REFUSED)
        visit.choose("decline.pressure", "suspected")
        self.take("13-decline")
        visit.page.get_by_text("What a parent or carer can add").click()
        visit.choose("decline.carer_offered", "yes")
        visit.write("decline.carer_information", ADDED)
        visit.next()
        visit.heading("Where the record is")
