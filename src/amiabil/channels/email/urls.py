"""Where mail services post mails."""

from django.urls import path

from amiabil.channels.email import services

urlpatterns = [
    path("mail/in/<str:service>", services.post, name="mail_in"),
    path("mail/in/<str:service>/<str:secret>", services.post, name="mail_in_secret"),
]
