"""What was measured over many cases, kept so that no page has to count."""

from __future__ import annotations

from django.db import models

from amiabil.records.models.people import Shop


class StageTime(models.Model):
    """How long a stage took in the cases of a lane that ended within a year: how many, the middle, nine in ten."""

    lane = models.CharField(max_length=24)
    state = models.CharField(max_length=24)
    cases = models.PositiveIntegerField()
    median_seconds = models.BigIntegerField()
    p90_seconds = models.BigIntegerField()
    measured_at = models.DateTimeField()

    class Meta:
        db_table = "stage_time"
        constraints = [models.UniqueConstraint(fields=["lane", "state"], name="stage_time_once")]


class Tally(models.Model):
    """How often something happened: on a day, or in the month that begins on it (``grain``), in a lane and country.

    ``name`` and ``detail`` are those of ``domain/reports/counting``; ``step`` is that of its span, -1 for none.
    """

    grain = models.CharField(max_length=5)
    day = models.DateField()
    name = models.CharField(max_length=12)
    lane = models.CharField(max_length=24)
    country = models.CharField(max_length=2, blank=True)
    detail = models.CharField(max_length=64, blank=True)
    step = models.SmallIntegerField(default=-1)
    count = models.BigIntegerField()

    class Meta:
        db_table = "tally"
        constraints = [
            models.UniqueConstraint(
                fields=["grain", "name", "day", "lane", "country", "detail", "step"], name="tally_once"
            )
        ]


class ShopTally(models.Model):
    """How often something happened to a shop on a day, or in a month; ``name`` is one of ``counting.OfShop``."""

    grain = models.CharField(max_length=5)
    day = models.DateField()
    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, db_index=False)
    name = models.CharField(max_length=12)
    count = models.BigIntegerField()

    class Meta:
        db_table = "shop_tally"
        constraints = [
            models.UniqueConstraint(fields=["grain", "day", "shop", "name"], name="shop_tally_once")
        ]


class OrderTally(models.Model):
    """How many orders of a shop were paid on a day: what the shop's disputes are measured against."""

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, db_index=False)
    day = models.DateField()
    orders = models.BigIntegerField()

    class Meta:
        db_table = "order_tally"
        constraints = [models.UniqueConstraint(fields=["shop", "day"], name="order_tally_once")]


class TallyMark(models.Model):
    """How far has been counted: one row. ``stream_seq`` is the last published event that is in the figures."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    stream_seq = models.BigIntegerField(default=0)
    counted_at = models.DateTimeField(null=True)
    orders_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "tally_mark"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_tally_mark")]
