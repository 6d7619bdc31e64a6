"""Addresses of the administrator's desk."""

from __future__ import annotations

from django.urls import include, path

from amiabil.desks.admin import orders_import

_orders = [
    path("import", orders_import.start, name="orders_import"),
    path("import/<uuid:run>", orders_import.report, name="orders_import_report"),
    path("import/<uuid:run>/now", orders_import.now, name="orders_import_now"),
    path("import/<uuid:run>/problems.csv", orders_import.download, name="orders_import_download"),
]

urlpatterns = [
    path(
        "desk/admin/",
        include(([path("", orders_import.home, name="home"), path("orders/", include(_orders))], "admin")),
    )
]
