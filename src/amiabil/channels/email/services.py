"""A mail service posts a mail: a secret shows that it does, the request is kept as it came, then it is thanked."""

from __future__ import annotations

from django.conf import settings
from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from amiabil.domain.mail.services import FRESH, Service, Shown, is_by, token_of
from amiabil.gateways.files import StorageFull
from amiabil.records import clock, sessions
from amiabil.records.mail_in import REQUEST
from amiabil.ui import mail_intake
from amiabil.ui.mail_intake import Arrived

_SIGNED = ("authorization", "webhook-id", "webhook-timestamp", "webhook-signature")


@csrf_exempt  # no browser comes here; the secret is the right
@require_POST
def post(request: HttpRequest, service: str, secret: str = "") -> HttpResponse:
    """200 once the request is safe. 404 for a service nobody has set up, 403 without its secret, 503 while nothing can
    be kept: services try again."""
    secrets = [
        one.partition(":")[2] for one in settings.AMIABIL_MAIL_IN_SERVICES if one.startswith(f"{service}:")
    ]
    if not secrets:
        return HttpResponse(status=404)
    body, kind = request.read(), request.headers.get("Content-Type", "")[:500]
    headers = {name: request.headers.get(name, "") for name in _SIGNED}
    shown = Shown(headers, secret, kind, body)
    if not is_by(Service(service), shown, secrets, now=clock.unshifted()):
        return HttpResponse(status=403)
    whole = kind.encode("latin-1", "replace").replace(b"\n", b" ") + b"\n" + body
    arrived = Arrived(f"service:{service}", whole, REQUEST)
    try:
        with transaction.atomic():
            if not _is_new(arrived, token_of(Service(service), shown)):
                return HttpResponse(status=403)
            mail_intake.take([arrived])
    except (StorageFull, DatabaseError):
        return HttpResponse(status=503)
    mail_intake.wake()
    return HttpResponse(status=200)


def _is_new(arrived: Arrived, token: str) -> bool:
    """Whether a token brings its first mail, or the same one again; another mail under a used one is a replay."""
    if not token:
        return True
    now = clock.unshifted()
    sessions.forget_used(at=now)
    return sessions.use_token(arrived.account, token, expires_at=now + 2 * FRESH) or mail_intake.is_known(
        arrived
    )
