"""The operator's desk."""

from django.urls import include, path

from amiabil.desks.operator.case import ROOM, external
from amiabil.desks.operator.holds import hold
from amiabil.desks.operator.holidays import holiday, holidays
from amiabil.desks.operator.insolvency import insolvency
from amiabil.desks.operator.measures import ROOM as MEASURES
from amiabil.desks.operator.measures import measure, measure_new, measures
from amiabil.desks.operator.payouts import payout, payouts
from amiabil.desks.operator.queue import queue

_pages = [
    path("", queue, name="queue"),
    *ROOM.reading("cases/"),
    *ROOM.writing("cases/"),
    *ROOM.acting("cases/"),
    path("payouts/", payouts, name="payouts"),
    path("payouts/<str:key>", payout, name="payout"),
    path("holidays/", holidays, name="holidays"),
    path("holidays/<uuid:declared>", holiday, name="holiday"),
    path("measures/", measures, name="measures"),
    path("measures/new", measure_new, name="measure_new"),
    path("measures/<str:reference>", measure, name="measure"),
    path("cases/<str:reference>/hold", hold, name="hold"),
    *MEASURES.addresses("measures/"),
    path("cases/<str:reference>/insolvency", insolvency, name="insolvency"),
    path("cases/<str:reference>/outside", external, name="external"),
]

urlpatterns = [path("desk/operator/", include((_pages, "operator")))]
