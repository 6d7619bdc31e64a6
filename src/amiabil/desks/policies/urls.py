"""Addresses of the policy desk."""

from __future__ import annotations

from django.urls import include, path

from amiabil.desks.policies import steps, views

_version = [
    path("", views.version, name="version"),
    path("text", views.text, name="text"),
    path("try", views.tried, name="try"),
    path("draft", steps.draft, name="draft"),
    path("plan", steps.plan, name="plan"),
    path("publish", steps.publish, name="publish"),
    path("withdraw", steps.withdraw, name="withdraw"),
]

urlpatterns = [
    path(
        "desk/policies/",
        include(
            (
                [
                    path("", views.versions, name="list"),
                    path("compare", views.compared, name="compare"),
                    path("<slug:policy>/<int:number>/", include(_version)),
                ],
                "policies",
            )
        ),
    )
]
