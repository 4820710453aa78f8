"""What the interviewer sorts out afterwards: who, where, with what. Names of others, places and crime are what the police need (rochdale 3.12)."""

from typing import ClassVar

from wtforms import Form

from rhi_app.forms.fields import groups, text
from rhi_app.forms.form import RhiForm

HOW_KNOWN = "How it is known"


class PersonRow(Form):
    name = text("Name or nickname")
    age = text("Age, or about", at_most=40)
    relation = text("Who they are to the young person")
    description = text("What they look like", at_most=400)
    known = text(HOW_KNOWN)


class PlaceRow(Form):
    name = text("Place")
    address = text("Address, or where it is")
    when = text("When")
    usual = text("First time, or usual")
    known = text(HOW_KNOWN)


class VehicleRow(Form):
    name = text("Vehicle: make, colour")
    registration = text("Registration", at_most=20)
    who = text("Who drove or paid")
    detail = text("From where to where", at_most=400)
    known = text(HOW_KNOWN)


class AccountRow(Form):
    name = text("App, site or number")
    detail = text("Name used there")
    who = text("Whose it is")
    known = text(HOW_KNOWN)


class CrimeRow(Form):
    name = text("What it was", at_most=400)
    part = text("The young person was: victim, involved, there")
    detail = text("Where, when, who", at_most=400)
    known = text(HOW_KNOWN)


class ListsForm(RhiForm):
    name = "lists"
    version = 1
    adds: ClassVar = {
        "lists.people": "Add a person",
        "lists.places": "Add a place",
        "lists.vehicles": "Add a vehicle",
        "lists.accounts": "Add an account",
        "lists.crime": "Add a crime",
    }
    people = groups("People", PersonRow, name="lists.people", legend="m")
    places = groups("Places", PlaceRow, name="lists.places", legend="m")
    vehicles = groups("Vehicles and travel", VehicleRow, name="lists.vehicles", legend="m")
    accounts = groups("Phones and accounts", AccountRow, name="lists.accounts", legend="m")
    crime = groups("Crime", CrimeRow, name="lists.crime", legend="m")
