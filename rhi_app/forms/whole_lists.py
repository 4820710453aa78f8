"""The lists, complete: what drew and drove, where and with whom, on what; each item with who may receive it (rochdale 3.12, hampshire 1.2)."""

from typing import ClassVar

from wtforms import Form

from rhi_app.forms.carried import asked_one, asked_some
from rhi_app.forms.fields import day, groups, radios, select, text, textarea
from rhi_app.forms.form import RhiForm
from rhi_app.forms.limits import Past
from rhi_app.forms.lists import HOW_KNOWN
from rhi_app.forms.sections import Section

PUSH = {
    "conflict": "Conflict at home", "powerless": "Feeling powerless", "bullying": "Bullying", "unhappy_home": "Unhappy at home or in care",
    "abuse": "Physical or sexual abuse", "domestic_abuse": "Domestic abuse", "substance_misuse": "A parent’s drink or drugs", "neglect": "Neglect",
    "school": "School", "loneliness": "Loneliness", "communication": "Nobody listened", "other": "Something else",
}  # fmt: skip
PULL = {
    "family_friends": "Family or friends", "partner": "A partner", "peers": "Peers", "parties": "Parties, drink or drugs", "excitement": "Excitement",
    "exploiter": "Someone who may exploit", "traffickers": "Pressure from traffickers", "contact": "Contact not allowed", "other": "Something else",
}  # fmt: skip
PLANNED = {"planned": "Planned", "sudden": "On the spur", "asked": "Someone asked", "forced": "Forced or lured"}
FOUND = {
    "alone": "Came back alone", "police": "Found by police", "family": "Brought by family", "carer": "Brought by a carer",
    "friend": "Brought by a friend", "other": "Another way",
}  # fmt: skip
SUBSTANCES = {"none": "None", "alcohol": "Alcohol", "cannabis": "Cannabis", "vapes": "Vapes or tobacco", "other_drugs": "Other drugs"}
SEXUAL_HEALTH = {"none": "No concern", "concern": "A concern", "urgent": "Care needed now"}
CRIME = {"victim": "Victim", "involved": "Involved", "witnessed": "Saw it"}
ADULT = {"yes": "Yes", "no": "No", "not_known": "Not known"}
USUAL = {"first": "First time", "usual": "Usual", "not_known": "Not known"}
PLACES = {
    "home": "A home", "hotel": "Hotel or rented room", "shop": "Shop or takeaway", "station": "Station or stop", "outside": "Outside",
    "party": "Party", "online": "Met online first", "other": "Another place",
}  # fmt: skip
BOTH, SOCIAL_WORKER, POLICE, NOBODY = "both", "social_worker", "police_liaison", "nobody"
GOES_TO = {BOTH: "Social worker and police", SOCIAL_WORKER: "Social worker", POLICE: "Police", NOBODY: "No one"}


def goes_to(usual: str) -> tuple[object, object]:
    """Who may receive this item: as the record's routing has it, until somebody says otherwise; beyond it, with a reason."""
    choice = radios("Who may receive it", GOES_TO, default=usual, classes="rhi-tiles rhi-tiles--rows rhi-tiles--small")
    return choice, text("Why beyond the usual", at_most=400)


def known() -> object:
    return text(HOW_KNOWN)


class PersonRow(Form):
    more = ("nickname", "met", "contact", "description", "known")
    name = text("Name, or what they are called")
    age = text("Age, or about", at_most=40)
    adult = radios("An adult?", ADULT, classes="rhi-chips")
    relation = text("Who they are to the young person")
    nickname = text("Nickname")
    met = text("How they met", at_most=400)
    contact = text("How they keep in touch", at_most=400)
    description = text("What they look like", at_most=400)
    known = known()
    goes_to, why = goes_to(BOTH)


class PlaceRow(Form):
    more = ("note", "when", "usual", "known")
    name = text("Place")
    sort = select("What sort of place", PLACES)
    address = text("Address, or where it is", at_most=400)
    note = text("How to find it on a map", at_most=400)
    when = text("When")
    usual = radios("First time, or usual", USUAL, classes="rhi-chips")
    known = known()
    goes_to, why = goes_to(BOTH)


class NightRow(Form):
    more = ("known",)
    night = day("Night of", rules=(Past(),))
    where = text("Where", at_most=400)
    who = text("With whom")
    known = known()
    goes_to, why = goes_to(SOCIAL_WORKER)


class VehicleRow(Form):
    more = ("detail", "known")
    name = text("Vehicle: make, colour")
    registration = text("Registration", at_most=20)
    who = text("Who drove")
    detail = text("From where to where", at_most=400)
    known = known()
    goes_to, why = goes_to(POLICE)


class TravelRow(Form):
    more = ("paid", "known")
    how = text("How: bus, train, lift, on foot")
    detail = text("From where to where", at_most=400)
    paid = text("Who paid")
    known = known()
    goes_to, why = goes_to(POLICE)


class ReceivedRow(Form):
    more = ("known",)
    name = text("What: money, food, gift, phone, clothes", at_most=400)
    who = text("From whom")
    wanted = text("In return for what", at_most=400)
    known = known()
    goes_to, why = goes_to(BOTH)


class AccountRow(Form):
    more = ("who", "known")
    name = text("Phone, app, site or number")
    detail = text("Name used there, or who was contacted", at_most=400)
    who = text("Whose it is")
    known = known()
    goes_to, why = goes_to(NOBODY)


class CrimeRow(Form):
    """No choice of readers: a crime goes on, and the young person was told so before the talk."""

    name = text("What it was", at_most=400)
    part = radios("The young person’s part", CRIME, classes="rhi-chips")
    detail = text("Where, when, who", at_most=400)
    known = known()


def rows(label: str, row: type, name: str) -> object:
    return groups(label, row, name=name, unanswered=True, legend="m")


class WholeListsForm(RhiForm):
    name = "lists"
    version = 2
    sections = (
        Section("why", "Why and how", ("lists.push", "lists.pull", "lists.planned", "lists.warning_signs", "lists.found_how")),
        Section("people", "People, places, nights", ("lists.people", "lists.places", "lists.nights")),
        Section("things", "Travel, phones, money", ("lists.vehicles", "lists.travel", "lists.accounts", "lists.received")),
        Section(
            "harms",
            "Health, drugs, crime",
            ("lists.substances", "lists.substances_why", "lists.sexual_health", "lists.sexual_health_why", "lists.crime"),
        ),
    )
    adds: ClassVar = {
        "lists.people": "Add a person", "lists.places": "Add a place", "lists.nights": "Add a night", "lists.vehicles": "Add a vehicle",
        "lists.travel": "Add a journey", "lists.accounts": "Add a phone or account", "lists.received": "Add a thing", "lists.crime": "Add a crime",
    }  # fmt: skip
    push = asked_some("What pushed the young person away?", PUSH, name="lists.push", classes="rhi-tiles rhi-tiles--boxes", legend="m")
    pull = asked_some("What drew the young person?", PULL, name="lists.pull", classes="rhi-tiles rhi-tiles--boxes", legend="m")
    planned = asked_one("Was it planned?", PLANNED, name="lists.planned", classes="rhi-tiles", legend="m")
    warning_signs = textarea("Signs beforehand, and who saw them", name="lists.warning_signs", rows=2, unanswered=True, legend="m")
    found_how = asked_one("How did the young person come back?", FOUND, name="lists.found_how", classes="rhi-tiles", legend="m")
    people = rows("People", PersonRow, "lists.people")
    places = rows("Places", PlaceRow, "lists.places")
    nights = rows("Where each night was slept", NightRow, "lists.nights")
    vehicles = rows("Vehicles", VehicleRow, "lists.vehicles")
    travel = rows("Journeys", TravelRow, "lists.travel")
    accounts = rows("Phones and accounts", AccountRow, "lists.accounts")
    received = rows("Money, food, gifts, phones, clothes", ReceivedRow, "lists.received")
    substances = asked_some("Alcohol or drugs?", SUBSTANCES, name="lists.substances", classes="rhi-tiles rhi-tiles--boxes", legend="m")
    substances_why = textarea("What, and who gave it", name="lists.substances_why", rows=2, legend="m")
    sexual_health = asked_one(
        "Sexual contact or health?", SEXUAL_HEALTH, name="lists.sexual_health", classes="rhi-tiles rhi-tiles--three", legend="m"
    )
    sexual_health_why = textarea("What is the concern", name="lists.sexual_health_why", rows=2, legend="m")
    crime = rows("Crime", CrimeRow, "lists.crime")
