"""Headers that every answer carries."""

from flask import Flask, Response, request

_CONTENT = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "worker-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_HEADERS = {
    "Content-Security-Policy": _CONTENT,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-Frame-Options": "DENY",
}

_FRAMED = "public.embedded"
"""The one page that other sites may show inside theirs."""


def init_app(app: Flask) -> None:
    """Add the headers to every answer."""
    app.after_request(_protect)


def _protect(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint == _FRAMED:
        response.headers.pop("X-Frame-Options")  # its own policy says who may frame it
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if request.endpoint != "static":
        # What a person may see changes with sign-in and release, so nothing is kept.
        response.headers.setdefault("Cache-Control", "no-store")
        response.vary.add("Cookie")
    elif "v" not in request.args:
        # A module that another one imports has no version in its address.
        response.headers["Cache-Control"] = "no-cache"
    return response
