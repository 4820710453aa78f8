"""The rules are nobody's secret: anyone who is signed in may read them."""

ENDPOINTS = {"protocols.index": "signed_in", "protocols.show": "signed_in"}
