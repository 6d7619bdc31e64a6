"""The pages of the contact directory; under the language of the address."""

from __future__ import annotations

from django.urls import path

from amiabil.channels.contact import booked, booking, views

urlpatterns = [
    path("help/contact-us", views.contact, name="contact"),
    path("help/call-back/<slug:door>", booking.book, name="call_back"),
    path("call-backs/<str:token>", booked.page, name="call_back_booked"),
    path("call-backs/<str:token>/move", booked.move, name="call_back_move"),
    path("call-backs/<str:token>/cancel", booked.cancel, name="call_back_cancel"),
    path("call-backs/<str:token>/call.ics", booked.file, name="call_back_file"),
]
