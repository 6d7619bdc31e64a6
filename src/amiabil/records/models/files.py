"""Which files are kept, and which are still arriving?"""

from __future__ import annotations

from django.db import models


class StoredFile(models.Model):
    """A file whose bytes lie behind ``gateways/files`` under kind/owner/id/variant; erasing keeps the row and hash."""

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=12)
    owner_id = models.UUIDField()
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=80)
    size = models.BigIntegerField()
    sha256 = models.BinaryField(max_length=32)
    variants = models.JSONField(default=list)
    uploader_role = models.CharField(max_length=20)
    uploader_ref = models.CharField(max_length=80)
    uploader_id = models.UUIDField(null=True)
    channel = models.CharField(max_length=8)
    received_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)
    erased_why = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "stored_file"
        indexes = [models.Index(fields=["kind", "owner_id"], name="stored_file_of_owner")]


class Upload(models.Model):
    """A file arriving in parts through push for a draft or a case; ``file_id`` is set when it is complete."""

    id = models.UUIDField(primary_key=True)
    person_id = models.UUIDField()
    purpose = models.CharField(max_length=12)
    owner_id = models.UUIDField()
    evidence_kind = models.CharField(max_length=32, blank=True)
    name = models.CharField(max_length=200)
    size = models.BigIntegerField()
    part_size = models.IntegerField()
    file_id = models.UUIDField(null=True)
    refused = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "upload"
        indexes = [models.Index(fields=["owner_id", "created_at"], name="upload_of_owner")]
