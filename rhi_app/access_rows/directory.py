"""Who reads: kept by administrators, whichever organisation's. The door for the invited is open to whoever has the link; the code opens it."""

from rhi_app.reach import in_directory

ACTIONS = {"directory.keep": {"administrator": in_directory}}
ENDPOINTS = {
    "directory.index": "directory.keep",
    "directory.add_organisation": "directory.keep",
    "directory.add_person": "directory.keep",
    "directory.change_address": "directory.keep",
    "directory.invite": "directory.keep",
    "directory.try_again": "directory.keep",
    "directory.remove": "directory.keep",
    "directory.confirm": "directory.keep",
    "directory.refuse": "directory.keep",
    "directory.add_desk": "directory.keep",
    "directory.change_desk": "directory.keep",
    "directory.close_desk": "directory.keep",
    "invitations.show": "anyone",
    "invitations.accept": "anyone",
}
