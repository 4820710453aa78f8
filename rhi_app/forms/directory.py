"""What an administrator writes into the directory."""

from typing import Any

from rhi_app.forms import fields
from rhi_app.forms.portal_form import PortalForm

EMAIL = (r"[^\s@<>,;:\"\\()\[\]]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}", "Enter a mail address, like name@council.example.")


class PersonForm(PortalForm):
    person = fields.text("Name", required="Enter the person’s name.")
    email = fields.text("Mail address", required="Enter the mail address.", at_most=254, pattern=EMAIL, inputmode="email")
    role = fields.select("Role", {}, required="Choose a role.")


class AddressForm(PortalForm):
    email = fields.text("New mail address", required="Enter the mail address.", at_most=254, pattern=EMAIL, inputmode="email")


class DeskForm(PortalForm):
    desk = fields.text("Name of the desk", required="Enter a name.")
    role = fields.select("What comes there", {}, required="Choose what comes there.")
    members = fields.checkboxes("Who reads there", {}, required="Choose at least one person.", classes="govuk-checkboxes--small")


class OrganisationForm(PortalForm):
    organisation = fields.text("Name", required="Enter its name.")
    kind = fields.radios(
        "What is it?", {"authority": "An authority", "force": "A police force"}, required="Choose what it is.", classes="govuk-radios--small"
    )
    authority = fields.select("Its protocol", {}, hint="For an authority whose protocol is here.")


class InvitationForm(PortalForm):
    code = fields.text("Code", required="Enter the four words.", hint="Four words, told to you by whoever invited you.")


def person_form(roles: dict[str, str], **given: Any) -> PersonForm:
    form = PersonForm(**given)
    form.role.choices = fields.as_choices(roles)
    return form


def desk_form(roles: dict[str, str], people: dict[str, str], **given: Any) -> DeskForm:
    form = DeskForm(**given)
    form.role.choices, form.members.choices = fields.as_choices(roles), fields.as_choices(people)
    return form


def organisation_form(authorities: dict[str, str], **given: Any) -> OrganisationForm:
    form = OrganisationForm(**given)
    form.authority.choices = fields.as_choices({"": "None"} | authorities)
    return form
