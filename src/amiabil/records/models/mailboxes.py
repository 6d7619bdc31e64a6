"""Which mailboxes wait for a link to everything that is known by their address?"""

from __future__ import annotations

from django.db import models


class MailboxLink(models.Model):
    """Somebody has asked for the requests of an address, whether there are any or not; mail goes only where there are.

    Whoever opens the link in it reads the mailbox. It goes at ``ends_at``; ``next_try_at`` is when the mail is tried
    (again), null once it went out.
    """

    id = models.UUIDField(primary_key=True)
    address = models.CharField(max_length=320)
    language = models.CharField(max_length=12)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "mailbox_link"
        indexes = [
            models.Index(
                fields=["next_try_at"], name="mailbox_to_write", condition=models.Q(next_try_at__isnull=False)
            )
        ]
