"""How good the headers of an answer are, by the rules of the HTTP Observatory, written anew.

An answer begins with 100 points and loses some for each weakness; what is better than needed counts from 90 on.
"""

import re
from http.cookies import SimpleCookie

HALF_A_YEAR = 15768000
PRIVATE = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}


def points(answer):
    """Points before and with the bonus."""
    changes = [*_policy(answer), *_cookies(answer), *_transport(answer), *_rest(answer)]
    before = 100 + sum(change for change in changes if change < 0)
    bonus = sum(change for change in changes if change > 0) if before >= 90 else 0
    return before, before + bonus


def directives(answer):
    parts = (part.split() for part in answer.get("Content-Security-Policy", "").split(";") if part.strip())
    return {name.lower(): [one.lower() for one in values] for name, *values in parts}


def _policy(answer):
    found = directives(answer)
    if not found:
        yield -25
        return
    scripts = found.get("script-src", found.get("default-src", ["*"]))
    styles = found.get("style-src", found.get("default-src", ["*"]))
    is_broad = any(one in ("*", "http:", "https:", "data:") for one in scripts)
    if (
        "'unsafe-inline'" in scripts
        or is_broad
        or ("object-src" not in found and found.get("default-src") != ["'none'"])
    ):
        yield -20
    if "'unsafe-eval'" in scripts:
        yield -10
    if any(one.startswith("http:") for values in found.values() for one in values):
        yield -20
    if "'unsafe-inline'" not in styles and found.get("default-src") == ["'none'"]:
        yield 10


def _cookies(answer):
    cookies = SimpleCookie()
    for cookie in answer.cookies.values():
        cookies.load(cookie.OutputString())
    for name, cookie in cookies.items():
        is_session = "session" in name.lower()
        if not cookie["secure"]:
            yield -40 if is_session else -5
        if is_session and not cookie["httponly"]:
            yield -30
        if not cookie["samesite"]:
            yield -20
        if name.startswith("__Host-") and (cookie["domain"] or cookie["path"] != "/"):
            yield -40
    if answer.get("Access-Control-Allow-Origin") == "*":
        yield -50


def _transport(answer):
    found = re.match(r"max-age=(\d+)", answer.get("Strict-Transport-Security", ""))
    if not found:
        yield -20
    elif int(found[1]) < HALF_A_YEAR:
        yield -10
    elif "preload" in answer["Strict-Transport-Security"]:
        yield 5


def _rest(answer):
    if answer.get("X-Content-Type-Options", "").lower() != "nosniff":
        yield -5
    framed = directives(answer).get("frame-ancestors")
    if framed:
        yield 5
    elif answer.get("X-Frame-Options", "").upper() not in ("DENY", "SAMEORIGIN"):
        yield -20
    referrer = answer.get("Referrer-Policy", "").lower()
    yield 5 if referrer in PRIVATE else -5
    resource = answer.get("Cross-Origin-Resource-Policy", "").lower()
    if resource in ("same-origin", "same-site"):
        yield 10
    elif resource:
        yield -5
