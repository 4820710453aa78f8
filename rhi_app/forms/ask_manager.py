"""Something that a manager decides: asked from the phone, or done on somebody's word when nobody could be asked."""

from rhi_app.forms.fields import radios, text, textarea
from rhi_app.forms.form import RhiForm

ABOUT = {"telephone": "By telephone instead of a visit", "video": "By video instead of a visit", "sharing": "What may be shared without an agreement"}


class AskManagerForm(RhiForm):
    """What was already done stands "on the word of", unconfirmed, until the manager has decided in the portal."""

    name = "ask_manager"
    version = 1
    about = radios(
        "What is to be decided?",
        ABOUT,
        name="ask_manager.about",
        required="Choose what is to be decided.",
        classes="rhi-tiles rhi-tiles--rows",
        legend="m",
    )
    why = textarea(
        "Why?",
        name="ask_manager.why",
        at_most=2000,
        rows=3,
        required="Say why, for whoever decides.",
        legend="m",
        hint="How the young person can be reached, not who is free.",
    )
    on_whose_word = text(
        "Agreed already, on whose word?",
        name="ask_manager.on_whose_word",
        at_most=200,
        legend="m",
        hint="Name and role. Leave it empty to ask first.",
    )
