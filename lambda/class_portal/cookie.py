"""The instructor's cookie: it keeps the token in the browser, to open the class's page again with."""

from http.cookies import CookieError, SimpleCookie

COOKIE = "__Host-lab2api-class"
"""Of this host alone, over TLS alone, unread by scripts."""
COOKIE_SECONDS = 12 * 3600


def keep(token: str) -> str:
    """Return the header's value that makes a browser keep a token."""
    return _cookie(token, seconds=COOKIE_SECONDS)


def forget() -> str:
    """Return the header's value that makes a browser forget it."""
    return _cookie("", seconds=0)


def token_in(header: str) -> str | None:
    """Read our cookie; what is no cookie header is as good as none."""
    try:
        found = SimpleCookie(header).get(COOKIE)
    except CookieError:
        return None
    return found.value if found else None


def _cookie(token: str, *, seconds: int) -> str:
    return f"{COOKIE}={token}; Path=/; Max-Age={seconds}; Secure; HttpOnly; SameSite=Strict"
