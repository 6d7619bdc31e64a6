"""What was bought: orders from outside with lines, parcels and the listing as sold.

Money is minor units of ``order.currency``. No foreign key leaves an order except to people. Foreign keys have
no index of their own where another index begins with them: orders are written by the hundred thousand.
"""

from __future__ import annotations

from django.db import models

from amiabil.records.models.people import Customer, Shop


class Order(models.Model):
    """An order as the marketplace last sent it; ``digest`` is the SHA-256 of what was sent."""

    id = models.UUIDField(primary_key=True)
    ref = models.CharField(max_length=64, unique=True)
    buyer = models.ForeignKey(Customer, on_delete=models.PROTECT, db_index=False)
    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, db_index=False)
    consumer = models.BooleanField(default=True)
    country = models.CharField(max_length=2)
    currency = models.CharField(max_length=3)
    payment = models.CharField(max_length=40, blank=True)
    paid_at = models.DateTimeField()
    shipping = models.BigIntegerField(default=0)
    shipping_standard = models.BigIntegerField(default=0)
    discount = models.BigIntegerField(default=0)
    tax = models.BigIntegerField(default=0)
    total = models.BigIntegerField()
    estimated_from = models.DateField(null=True)
    estimated_to = models.DateField(null=True)
    flags = models.JSONField(default=list)
    rates = models.JSONField(default=dict)
    digest = models.BinaryField(max_length=32)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        db_table = "order"
        indexes = [
            models.Index(fields=["buyer", "-paid_at", "-id"], name="order_of_buyer"),
            models.Index(fields=["shop", "-paid_at", "-id"], name="order_of_shop"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(shipping__gte=0, discount__gte=0, total__gte=0, shipping_standard__gte=0),
                name="order_money_not_negative",
            )
        ]


class OrderLine(models.Model):
    """One line of an order; ``listing`` is the text and variant as sold, ``delivered_at`` the latest delivery scan.

    ``repaired_at`` is ours, from the cases: what the marketplace sends leaves it as it is.
    """

    id = models.UUIDField(primary_key=True)
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines", db_index=False)
    ref = models.CharField(max_length=64)
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    category = models.CharField(max_length=60, blank=True)
    quantity = models.PositiveIntegerField()
    unit_price = models.BigIntegerField()
    tax = models.BigIntegerField(default=0)
    estimated_from = models.DateField(null=True)
    estimated_to = models.DateField(null=True)
    delivered_at = models.DateTimeField(null=True)
    paid_out_at = models.DateTimeField(null=True)
    carrier_status = models.CharField(max_length=24, blank=True)
    carrier_status_at = models.DateTimeField(null=True)
    repaired_at = models.DateTimeField(null=True)
    listing = models.JSONField(default=dict)

    class Meta:
        db_table = "order_line"
        constraints = [
            models.UniqueConstraint(fields=["order", "ref"], name="order_line_ref"),
            models.CheckConstraint(
                condition=models.Q(quantity__gte=1, unit_price__gte=0), name="order_line_counts"
            ),
        ]


class ListingPicture(models.Model):
    """A picture of the listing as sold: an address given by the marketplace or a file kept by us."""

    id = models.UUIDField(primary_key=True)
    line = models.ForeignKey(OrderLine, on_delete=models.CASCADE, related_name="pictures", db_index=False)
    position = models.PositiveSmallIntegerField()
    url = models.CharField(max_length=1000, blank=True)
    file_id = models.UUIDField(null=True)
    alt = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "listing_picture"
        indexes = [
            models.Index(
                fields=["file_id"], name="picture_of_file", condition=models.Q(file_id__isnull=False)
            ),
        ]
        constraints = [models.UniqueConstraint(fields=["line", "position"], name="listing_picture_place")]


class Parcel(models.Model):
    """A shipment of some lines; ``contents`` maps line reference to quantity."""

    id = models.UUIDField(primary_key=True)
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="parcels", db_index=False)
    ref = models.CharField(max_length=64)
    carrier = models.CharField(max_length=60, blank=True)
    tracking = models.CharField(max_length=80, blank=True)
    contents = models.JSONField(default=dict)
    weight_grams = models.PositiveIntegerField(null=True)
    shipped_at = models.DateTimeField(null=True)
    direction = models.CharField(max_length=8, default="outbound", db_default="outbound")

    class Meta:
        db_table = "parcel"
        constraints = [models.UniqueConstraint(fields=["order", "ref"], name="parcel_ref")]


class ParcelEvent(models.Model):
    """One scan of a carrier, normalised ``status`` beside its own words."""

    id = models.UUIDField(primary_key=True)
    parcel = models.ForeignKey(Parcel, on_delete=models.CASCADE, related_name="events", db_index=False)
    at = models.DateTimeField()
    status = models.CharField(max_length=24)
    place = models.CharField(max_length=120, blank=True)
    text = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "parcel_event"
        constraints = [models.UniqueConstraint(fields=["parcel", "at", "status"], name="parcel_event_once")]


class ImportRun(models.Model):
    """One import of a file: how many of its rows went in, and which did not, by line and field.

    ``created``, ``changed`` and ``unchanged`` count orders; ``report`` holds the first problems of ``problems``.
    """

    id = models.UUIDField(primary_key=True)
    name = models.CharField(max_length=200)
    by_ref = models.CharField(max_length=80)
    dry_run = models.BooleanField()
    rows = models.PositiveIntegerField()
    accepted = models.PositiveIntegerField()
    refused = models.PositiveIntegerField()
    created = models.PositiveIntegerField(default=0, db_default=0)
    changed = models.PositiveIntegerField(default=0, db_default=0)
    unchanged = models.PositiveIntegerField(default=0, db_default=0)
    problems = models.PositiveIntegerField(default=0, db_default=0)
    report = models.JSONField(default=list)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "import_run"
