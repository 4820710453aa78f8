"""The two steps of signing in."""

from rhi_app.forms.fields import password, text
from rhi_app.forms.form import RhiForm


class PasswordForm(RhiForm):
    name = "sign_in_password"
    email = text("Mail address", required="Enter your mail address", at_most=254, inputmode="email", autocomplete="username")
    password = password("Password", required="Enter your password")


class CodeForm(RhiForm):
    name = "sign_in_code"
    code = text(
        "Code of six digits",
        required="Enter the six digits that your app shows",
        at_most=12,
        hint="Your authenticator app shows it. It changes every 30 seconds.",
        classes="govuk-input--width-10",
        inputmode="numeric",
        autocomplete="one-time-code",
    )
