"""The public pages; under the language of the address."""

from django.urls import path

from amiabil.channels.helpcentre import views

urlpatterns = [
    path("help/", views.start, name="help"),
    path("help/disputes-and-reports", views.problems, name="problems"),
    path("help/contact-us", views.contact, name="contact"),
    path("rights/", views.rights, name="rights"),
]
