"""Phones have no sign-in: each of these looks at the device's signature itself."""

ENDPOINTS = {
    "sync.receive": "anyone",
    "sync.receive_together": "anyone",
    "sync.receive_snapshot": "anyone",
    "sync.order": "anyone",
    "sync.wiped": "anyone",
    "sync.bundle": "anyone",
    "sync.status": "anyone",
    "sync.claim": "anyone",
    "sync.prove": "anyone",
}
