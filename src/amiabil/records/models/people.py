"""Who are the people: staff with passwords of ours, customers vouched for by the marketplace, shops, keys."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Lower


class StaffManager(BaseUserManager["StaffMember"]):
    """Creates members of staff; their password is hashed by Django."""

    def create_user(
        self, username: str, *, id: UUID, email: str, name: str, password: str | None
    ) -> StaffMember:
        """A new member of staff; without a password nobody can sign in as them."""
        member = self.model(username=username, id=id, email=self.normalize_email(email), name=name)
        member.set_password(password)
        member.save(using=self._db)
        return member

    def get_by_natural_key(self, username: str | None) -> StaffMember:
        """By user name, without regard to case."""
        return self.get(username__iexact=username)


class StaffMember(AbstractBaseUser):
    """A person who works for the marketplace. ``pseudonym`` is what parties read under a decision."""

    id = models.UUIDField(primary_key=True)
    username = models.CharField(max_length=64, unique=True)
    email = models.EmailField(blank=True)
    name = models.CharField(max_length=120)
    pseudonym = models.CharField(max_length=60, blank=True)
    language = models.CharField(max_length=12, default="ro")
    zone = models.CharField(max_length=64, blank=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["email", "name"]

    objects = StaffManager()

    class Meta:
        db_table = "staff_member"


class StaffRole(models.Model):
    """One role one member of staff holds."""

    member = models.ForeignKey(StaffMember, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(max_length=20)

    class Meta:
        db_table = "staff_role"
        constraints = [models.UniqueConstraint(fields=["member", "role"], name="staff_role_once")]


class StaffTeam(models.Model):
    """One team one member of staff belongs to: a key of the set-up of assistance, which may have dropped it since."""

    member = models.ForeignKey(StaffMember, on_delete=models.CASCADE, related_name="teams")
    team = models.CharField(max_length=40)

    class Meta:
        db_table = "staff_team"
        constraints = [models.UniqueConstraint(fields=["member", "team"], name="staff_team_once")]


class Customer(models.Model):
    """A person from outside, known only as (issuer, subject); never matched by e-mail or name.

    ``language`` and ``zone`` are what counts; once ``…_chosen`` the person chose it, and no token changes it.
    ``mails_off`` are the topics of notices they have switched off by mail. ``vip``: the marketplace says that a person
    takes care of them. Once ``erased_at`` is set the row is a
    pseudonym: nobody can be vouched for as it, and who comes again is somebody new.
    """

    id = models.UUIDField(primary_key=True)
    issuer = models.CharField(max_length=200)
    subject = models.CharField(max_length=64)
    name = models.CharField(max_length=200, blank=True)
    email = models.CharField(max_length=320, blank=True)
    email_verified = models.BooleanField(default=False)
    language = models.CharField(max_length=12, blank=True)
    zone = models.CharField(max_length=64, blank=True)
    language_chosen = models.BooleanField(default=False, db_default=False)
    zone_chosen = models.BooleanField(default=False, db_default=False)
    mails_off = ArrayField(models.CharField(max_length=20), default=list, db_default=Value("{}"))
    vip = models.BooleanField(default=False, db_default=False)
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "customer"
        constraints = [models.UniqueConstraint(fields=["issuer", "subject"], name="customer_identity")]
        indexes = [models.Index(Lower("email"), name="customer_at_address", condition=~Q(email=""))]


class Shop(models.Model):
    """A seller: a shop with members. ``identity`` holds what DSA article 30 lets a buyer see, ``insolvency`` what is
    known of the proceeding, where it is insolvent.

    ``return_address`` is where the shop wants goods sent back, unless it says otherwise in a case.
    """

    id = models.UUIDField(primary_key=True)
    ref = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200, blank=True)
    town = models.CharField(max_length=120, blank=True)
    country = models.CharField(max_length=2, blank=True)
    trader = models.BooleanField(default=True)
    settles_in = models.CharField(max_length=3, blank=True)
    identity = models.JSONField(default=dict)
    insolvent_at = models.DateTimeField(null=True)
    insolvency = models.JSONField(default=dict, db_default={})
    return_address = models.TextField(blank=True, default="", db_default="")
    created_at = models.DateTimeField()

    class Meta:
        db_table = "shop"


class ShopMember(models.Model):
    """A customer account that may act for a shop, with its rights and settlement limit per currency.

    ``administrator``: not one of the shop's people but its insolvency practitioner, who has no such rights.
    """

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="members")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="shops")
    rights = ArrayField(models.CharField(max_length=12), default=list)
    settle_limit = models.JSONField(default=dict)
    administrator = models.BooleanField(default=False, db_default=False)

    class Meta:
        db_table = "shop_member"
        constraints = [models.UniqueConstraint(fields=["shop", "customer"], name="shop_member_once")]


class CustomerSession(models.Model):
    """A customer's signed-in browser; the cookie holds a random token, the table only its SHA-256."""

    id = models.UUIDField(primary_key=True)
    token_hash = models.BinaryField(max_length=32, unique=True)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE)
    role = models.CharField(max_length=20)
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, null=True)
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "customer_session"


class UsedToken(models.Model):
    """A ``jti`` that has been used; kept until its token has expired."""

    issuer = models.CharField(max_length=200)
    jti = models.CharField(max_length=200)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "used_token"
        constraints = [models.UniqueConstraint(fields=["issuer", "jti"], name="used_token_once")]


class ApiKey(models.Model):
    """A key of the marketplace's own systems: ``amk_`` and 40 characters, of which only SHA-256 is kept."""

    id = models.UUIDField(primary_key=True)
    name = models.CharField(max_length=60, unique=True)
    prefix = models.CharField(max_length=12)
    key_hash = models.BinaryField(max_length=32, unique=True)
    scopes = ArrayField(models.CharField(max_length=30), default=list)
    created_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "api_key"
