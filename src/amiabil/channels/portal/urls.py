"""The customer's own pages; under the language of the address."""

from django.urls import path

from amiabil.channels.portal import (
    calendar,
    disputes,
    erasure,
    mails,
    measures,
    my_data,
    notices,
    order,
    orders,
    papers,
    settings,
    ticket_new,
    tickets,
)
from amiabil.channels.portal.opening import views as opening
from amiabil.channels.portal.withdrawal import views as withdrawal

urlpatterns = [
    path("orders/", orders.orders, name="orders"),
    path("orders/<path:ref>/dispute", opening.open_dispute_form, name="open_dispute"),
    path("orders/<path:ref>/dispute/discard", opening.discard_draft, name="discard_draft"),
    path("orders/<path:ref>/withdraw", withdrawal.withdraw, name="withdraw"),
    path("orders/<path:ref>", order.order, name="order"),
    path("disputes/", disputes.disputes, name="disputes"),
    path("disputes/<str:reference>", disputes.dispute, name="dispute"),
    path("disputes/<str:reference>/withdrawal", withdrawal.withdrawal_received, name="withdrawal_received"),
    path("disputes/<str:reference>/do/<str:command>", disputes.dispute_act, name="dispute_act"),
    path("disputes/<str:reference>/messages", disputes.dispute_message, name="dispute_message"),
    path("disputes/<str:reference>/messages/tone", disputes.dispute_tone, name="dispute_tone"),
    path("disputes/<str:reference>/stream", disputes.dispute_token, name="dispute_token"),
    path("disputes/<str:reference>/version", disputes.dispute_poll, name="dispute_poll"),
    path("measures/", measures.measures, name="measures"),
    path("measures/<str:reference>", measures.measure, name="measure"),
    path("measures/<str:reference>/complaint", measures.complain, name="complain"),
    *measures.ROOM.addresses("measures/"),
    path("tickets/", tickets.tickets, name="tickets"),
    path("tickets/new", ticket_new.ticket_topics, name="ticket_topics"),
    path("tickets/new/<str:topic>", ticket_new.ticket_new, name="ticket_new"),
    path("tickets/<str:reference>", tickets.ticket, name="ticket"),
    path("tickets/<str:reference>/messages", tickets.ticket_message, name="ticket_message"),
    path("tickets/<str:reference>/stream", tickets.ticket_token, name="ticket_token"),
    path("tickets/<str:reference>/version", tickets.ticket_poll, name="ticket_poll"),
    path("notices/", notices.notices, name="notices"),
    path("settings/", settings.settings, name="settings"),
    path("settings/mails", mails.choose, name="mails_choose"),
    path("settings/data", my_data.ask, name="data_copy_ask"),
    path("settings/data/<uuid:copy_id>.zip", my_data.fetch, name="data_copy"),
    path("settings/erasure", erasure.erasure, name="erasure"),
    path("settings/calendar", calendar.change, name="calendar_change"),
    path("cases/<str:reference>/letter", papers.final_letter, name="final_letter"),
    path("cases/<str:reference>/dossier.zip", papers.dossier, name="dossier"),
    path("cases/<str:reference>/deadline-<str:timer>.ics", calendar.deadline, name="deadline_file"),
]

public = [
    path("calendar/<str:token>.ics", calendar.feed, name="calendar_feed"),
    path("mails/<str:token>", mails.end, name="mails_off"),
]
"""Addresses without a language, for programs that hold no session."""
