"""The door for somebody who was invited: the code, and then once what they sign in with."""

import segno
from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from rhi_app import current
from rhi_app.database import db
from rhi_app.domain.problems import Problem
from rhi_app.forms.directory import InvitationForm
from rhi_app.services import invitations, second_factor, throttle
from rhi_app.services.time import now

bp = Blueprint("invitations", __name__)


@bp.get("/invitations/<invitation_id>")
def show(invitation_id: str) -> ResponseReturnValue:
    invitations.get_invitation(db.session, invitation_id, now())
    return render_template("directory/invitation.html", form=InvitationForm(), message="")


@bp.post("/invitations/<invitation_id>")
def accept(invitation_id: str) -> ResponseReturnValue:
    form = InvitationForm()
    invitation = invitations.get_invitation(db.session, invitation_id, now())
    if not form.validate():
        return render_template("directory/invitation.html", form=form, message=""), 422
    try:
        throttle.count_guess(db.session, f"invitation:{invitation_id}", now())
        db.session.commit()
        password = invitations.accept(db.session, invitation, form.code.data or "", now())
    except Problem as problem:
        return render_template("directory/invitation.html", form=InvitationForm(formdata=None), message=problem.sentence), 422
    db.session.commit()
    address = second_factor.address(db.session, invitation.account, current.settings().name)
    square = Markup(segno.make(address, micro=False).svg_inline(scale=5, title="For the authenticator app"))  # noqa: S704 - made here, of our own address
    return render_template("directory/come_in.html", invited=invitation.account, password=password, square=square, address=address)
