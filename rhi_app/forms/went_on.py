"""An interviewer went on with a phone that was not ready, since a child was there: why, in a code. The phone writes it by itself."""

from rhi_app.forms.fields import radios
from rhi_app.forms.form import RhiForm

BECAUSE = {"not_kept": "The phone had not promised to keep what is written", "no_contact": "The phone had been out of contact for 7 days"}


class WentOnForm(RhiForm):
    name = "went_on"
    version = 1
    because = radios("Why was the phone not ready?", BECAUSE, name="went_on.because", legend="m")
