"""Where does a person go on after signing in? Only to a page of ours."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

LONGEST = 2000
"""Characters; longer addresses are cut by browsers and proxies anyway."""


def safe_next(text: str | None) -> str | None:
    """The path, if it is one of ours; None for another site, a scheme, or what a browser could read as one.

    Browsers read backslashes as slashes and drop tabs and line ends, so ``/\\evil`` and ``/<tab>/evil`` are other
    sites to them.
    """
    if not text or len(text) > LONGEST or not text.startswith("/") or not text.isprintable():
        return None
    return text if url_has_allowed_host_and_scheme(text, allowed_hosts=None) else None


def page_to_resume(request: HttpRequest) -> str:
    """The page a person was on when a request of theirs could not be answered for want of a session.

    For a form that is the page it stood on, where the browser tells it, else the form's own address.
    """
    own = request.get_full_path()
    if request.method in {"GET", "HEAD"} and "HX-Request" not in request.headers:
        return own
    told = request.headers.get("HX-Current-URL") or request.headers.get("Referer") or ""
    start = f"{request.scheme}://{request.get_host()}"
    return (told.startswith(f"{start}/") and safe_next(told[len(start) :])) or own
