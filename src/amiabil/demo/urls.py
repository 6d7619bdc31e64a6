"""Addresses that exist only in the demonstration."""

from __future__ import annotations

from django.urls import path

from amiabil.demo import clock_page, mail_pages, sign_in_as

urlpatterns = [
    path("demo/", sign_in_as.choose, name="demo"),
    path("demo/customer", sign_in_as.as_customer, name="demo_customer"),
    path("demo/staff", sign_in_as.as_staff, name="demo_staff"),
    path("demo/clock", clock_page.show, name="demo_clock"),
    path("demo/clock/move", clock_page.move, name="demo_clock_move"),
    path("demo/mail/", mail_pages.inbox, name="demo_mails"),
    path("demo/mail/<str:name>", mail_pages.mail, name="demo_mail"),
    path("demo/mail/<str:name>/body", mail_pages.body, name="demo_mail_body"),
    path("demo/mail/<str:name>/source", mail_pages.source, name="demo_mail_source"),
]
