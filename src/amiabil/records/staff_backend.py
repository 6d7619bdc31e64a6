"""How is a signed-in member of the staff loaded? With roles, second factor and new notices in the same statement."""

from __future__ import annotations

from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.models import Authenticator
from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from amiabil.records.models import StaffMember, StaffNotice

_SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class StaffBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth has no types
    """Sign-in by allauth; each later request asks once for the person and what every page needs of them.

    Somebody who no longer works here is nobody from the next request on.
    """

    def get_user(self, user_id: object) -> StaffMember | None:
        """The member with ``held`` (their roles), ``second_factor`` and ``new_notices`` (how many), or None."""
        authenticators = Authenticator.objects.filter(user_id=OuterRef("pk"), type__in=_SECOND_FACTORS)
        unread = StaffNotice.objects.filter(person_id=OuterRef("pk"), read_at=None).order_by()
        return (
            StaffMember.objects.filter(pk=str(user_id), is_active=True)
            .annotate(
                held=ArrayAgg("roles__role", filter=Q(roles__isnull=False), default=[]),
                second_factor=Exists(authenticators),
                new_notices=Coalesce(
                    Subquery(unread.values("person").annotate(count=Count("pk")).values("count")), 0
                ),
            )
            .first()
        )
