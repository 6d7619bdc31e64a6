"""Who is known by an address alone? Whoever wrote by mail or by a public form, without an account."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Lower


class Contact(models.Model):
    """A person as one conversation knows them: an address, the name they typed, the language they wrote in.

    Neither proves who they are, and no account is ever found by them. Until ``verified_at`` nobody has shown that the
    mailbox is theirs, and no mail of ours goes there. Each conversation has its own, which ends with it. Links made
    before ``links_since`` open nothing; ``erase_wished_at`` is when they asked to be erased, until it is done.
    """

    id = models.UUIDField(primary_key=True)
    address = models.CharField(max_length=320)
    name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=12, blank=True)
    verified_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    links_since = models.DateTimeField(null=True)
    erase_wished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "contact"
        indexes = [
            models.Index(fields=["address"], name="contact_by_address"),
            models.Index(Lower("address"), name="contact_by_small_address"),
            models.Index(
                fields=["erase_wished_at"],
                name="contact_to_erase",
                condition=models.Q(erase_wished_at__isnull=False),
            ),
        ]


class AddressCheck(models.Model):
    """A mail with a link that shows that a mailbox is somebody's, and what waits for it.

    Of a report it is the ``contact`` of its conversation; of a request nothing else is there yet: ``body`` is the form
    as it was sent. It goes at ``ends_at``, pressed or not; ``next_try_at`` is when the mail is tried (again).
    """

    id = models.UUIDField(primary_key=True)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, null=True)
    address = models.CharField(max_length=320)
    language = models.CharField(max_length=12)
    body = models.JSONField(null=True)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "address_check"
        indexes = [
            models.Index(
                fields=["next_try_at"], name="check_to_send", condition=models.Q(next_try_at__isnull=False)
            )
        ]


class ContactDirectory(models.Model):
    """A version of the contact directory, as its document was saved; the newest counts."""

    version = models.IntegerField(primary_key=True)
    text = models.TextField()
    note = models.CharField(max_length=300, blank=True)
    saved_by = models.CharField(max_length=80)
    saved_at = models.DateTimeField()

    class Meta:
        db_table = "contact_directory"


class ContactWait(models.Model):
    """How long people waited for a first answer through one way of reaching us, in the days before ``measured_at``.

    ``counted`` answers; half of them within ``median_seconds``, nine of ten within ``nine_tenths_seconds``.
    """

    means = models.CharField(max_length=12, primary_key=True)
    counted = models.IntegerField()
    median_seconds = models.IntegerField()
    nine_tenths_seconds = models.IntegerField()
    measured_at = models.DateTimeField()

    class Meta:
        db_table = "contact_wait"
