"""The headers of every response: nothing from elsewhere, no inline script, nothing kept by the browser but static files."""

from flask import Flask, Response, request

from rhi_app.settings import Settings

TRUSTED_TYPES_POLICY = "rhi"  # the one policy that may name a script's address (workers, the service worker)

SOURCES = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "worker-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
    "require-trusted-types-for": "'script'",
    "trusted-types": TRUSTED_TYPES_POLICY,
}
# Argon2id runs as WebAssembly. Only the worker that derives the key may compile it; a page's policy does not reach into its worker.
MAY_COMPILE = {"js/kdf-worker.js"}

OFF = ("camera", "display-capture", "geolocation", "microphone", "midi", "payment", "usb", "serial", "hid", "gyroscope", "accelerometer")
PERMISSIONS = ", ".join(f"{feature}=()" for feature in OFF)

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS,
    "Cache-Control": "no-store",
}


def policy(**changes: str) -> str:
    """The content security policy, with other values for single directives (script_src=...)."""
    sources = SOURCES | {name.replace("_", "-"): value for name, value in changes.items()}
    return "; ".join(f"{name} {value}" for name, value in sources.items())


def init_security_headers(app: Flask, settings: Settings) -> None:
    @app.after_request
    def add_headers(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", _policy_of_request())
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if settings.is_secure and not settings.demo:  # else a browser that met the demonstration as https://localhost would refuse every http://localhost
            response.headers.setdefault("Strict-Transport-Security", "max-age=63072000")
        return response


def _policy_of_request() -> str:
    is_compiler = request.endpoint == "static" and (request.view_args or {}).get("filename") in MAY_COMPILE
    return policy(script_src="'self' 'wasm-unsafe-eval'") if is_compiler else policy()
