"""What is open to whoever knocks: static files, the sign of life, sign-in."""

ENDPOINTS = {
    "static": "anyone",
    "health.healthz": "anyone",
    "sign_in.password": "anyone",
    "sign_in.check_password": "anyone",
    "sign_in.code": "anyone",
    "sign_in.check_code": "anyone",
    "sign_in.sign_out": "anyone",  # the sign-in may be over already
    "home.home": "signed_in",
}
