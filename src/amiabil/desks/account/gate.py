"""Does every address under /desk/ ask who is there, even one whose view forgot to?"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.urls import Resolver404, resolve

from amiabil.ui.viewer import staff_entrance

Next = Callable[[HttpRequest], HttpResponseBase]

WITHOUT_ENTRY = frozenset(
    {"account_login", "account_logout", "account_inactive", "mfa_authenticate", "mfa_login_webauthn"}
)
"""Names of the addresses that lead in."""

WITHOUT_SECOND_FACTOR = WITHOUT_ENTRY | {
    "account_reauthenticate",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
}
"""Names of the addresses by which somebody who has signed in sets up their second factor."""


def gate(get_response: Next) -> Next:
    """Middleware: a desk is for members of the staff with a second factor, whatever its view says."""

    def guarded(request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith("/desk/"):
            return get_response(request)
        name = _name(request.path)
        if name in WITHOUT_ENTRY or (name in WITHOUT_SECOND_FACTOR and request.user.is_authenticated):
            return get_response(request)
        return staff_entrance(request) or get_response(request)

    return guarded


def _name(path: str) -> str | None:
    try:
        return resolve(path).url_name
    except Resolver404:
        return None
