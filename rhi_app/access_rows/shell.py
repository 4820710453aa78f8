"""The app's shell is anonymous: it says nothing about anybody, and a phone reads it before anyone signs in."""

ENDPOINTS = {
    "shell.page": "anyone",
    "shell.static_file": "anyone",
    "shell.form": "anyone",
    "shell.data": "anyone",
    "shell.manifest": "anyone",
    "shell.service_worker": "anyone",
}
