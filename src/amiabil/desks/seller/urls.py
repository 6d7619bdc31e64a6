"""The shop's own pages; under the language of the address."""

from django.urls import include, path

from amiabil.desks.seller import disputes, orders
from amiabil.desks.seller.case import ROOM

_pages = [
    path("", disputes.disputes, name="disputes"),
    path("orders/", orders.orders, name="orders"),
    *ROOM.reading("disputes/"),
    *ROOM.writing("disputes/"),
    *ROOM.acting("disputes/"),
]

urlpatterns = [path("seller/", include((_pages, "seller")))]
