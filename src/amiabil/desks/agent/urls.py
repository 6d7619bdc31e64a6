"""The agent's desk."""

from django.urls import include, path

from amiabil.desks.agent import (
    about,
    beside,
    call_backs,
    chat_steps,
    chats,
    chats_live,
    colleagues,
    in_copy,
    kept_lists,
    linking,
    mail_marks,
    mail_page,
    merging,
    neighbours,
    reports,
    side,
    splitting,
    ticket,
    ticket_papers,
    together,
)
from amiabil.desks.agent.cases import ROOM, cases
from amiabil.desks.agent.customer import person
from amiabil.desks.agent.find import find
from amiabil.desks.agent.frame import frame
from amiabil.desks.agent.joining import join
from amiabil.desks.agent.mail_list import mails
from amiabil.desks.agent.measures import ROOM as MEASURES
from amiabil.desks.agent.measures import measure, measures
from amiabil.desks.agent.notices import notices
from amiabil.desks.agent.search import search, suggest
from amiabil.desks.agent.table import table
from amiabil.desks.agent.tickets import home, queue_poll, queue_token, tickets
from amiabil.desks.assistance.reply_pages import ReplyRoom
from amiabil.domain.terms import Role

_replies, _reply = ReplyRoom(shared=False, roles=(Role.AGENT,), frame=frame, home="agent:replies").views()

_pages = [
    path("", home, name="home"),
    path("cases/", cases, name="cases"),
    *ROOM.reading("cases/"),
    *ROOM.writing("cases/"),
    path("cases/<str:reference>/join", join, name="join"),
    path("cases/<str:reference>/measures", measures, name="case_measures"),
    path("measures/<str:reference>", measure, name="measure"),
    *MEASURES.addresses("measures/"),
    path("chats/", chats.board, name="chats"),
    path("chats/stream", chats_live.token, name="chats_token"),
    path("chats/version", chats_live.poll, name="chats_poll"),
    path("chats/shift", chat_steps.shift, name="chats_shift"),
    path("chats/next", chat_steps.take_next, name="chats_next"),
    path("chats/<str:reference>", chats.chat, name="chat"),
    path("chats/<str:reference>/messages", chats.message, name="chat_message"),
    path("chats/<str:reference>/accept", chat_steps.accept, name="chat_accept"),
    path("chats/<str:reference>/transfer", chat_steps.transfer, name="chat_transfer"),
    path("chats/<str:reference>/request", chat_steps.request, name="chat_request"),
    path("chats/<str:reference>/assistant", chat_steps.hand_back, name="chat_hand_back"),
    path("chats/<str:reference>/insert", chats.insert, name="chat_insert"),
    path("chats/<str:reference>/suggestion", chats.suggestion, name="chat_suggestion"),
    path("chats/<str:reference>/end", chat_steps.end, name="chat_end"),
    path("chats/<str:reference>/stream", chats_live.chat_token, name="chat_token"),
    path("chats/<str:reference>/version", chats_live.chat_poll, name="chat_poll"),
    path("chats/<str:reference>/typing", chats_live.typing, name="chat_typing"),
    path("mail/", mails, name="mails"),
    path("mail/<uuid:mail_id>", mail_page.mail, name="mail"),
    path("mail/<uuid:mail_id>/again", mail_page.again, name="mail_again"),
    path("mail/<uuid:mail_id>/file", mail_page.file, name="mail_file"),
    path("mail/<uuid:mail_id>/discard", mail_page.discard, name="mail_discard"),
    path("mail/<uuid:mail_id>/raw", mail_page.raw, name="mail_raw"),
    path("search", search, name="search"),
    path("search.json", suggest, name="suggest"),
    path("find", find, name="find"),
    path("colleagues.json", colleagues.suggest, name="colleagues"),
    path("people/<str:side>/<uuid:id>", person, name="person"),
    path("callbacks/", call_backs.calls, name="call_backs"),
    path("callbacks/<uuid:id>", call_backs.called, name="call_back"),
    path("reports/", reports.reports, name="reports"),
    path("reports/<str:reference>", reports.report, name="report"),
    path("reports/<str:reference>/trusted", reports.report_trust, name="report_trust"),
    path("tickets/", tickets, name="tickets"),
    path("tickets/stream", queue_token, name="queue_token"),
    path("tickets/version", queue_poll, name="queue_poll"),
    path("tickets/table", table, name="ticket_table"),
    path("tickets/together", together.together, name="ticket_together"),
    path("tickets/together/<uuid:bulk_id>", together.done, name="ticket_together_done"),
    path("tickets/together/<uuid:bulk_id>/undo", together.take_back, name="ticket_together_undo"),
    path("tickets/lists", kept_lists.keep, name="list_keep"),
    path("tickets/lists/order", kept_lists.order, name="list_order"),
    path("tickets/lists/<uuid:view_id>/remove", kept_lists.remove, name="list_remove"),
    path("tickets/<str:reference>", ticket.ticket, name="ticket"),
    path("tickets/<str:reference>/messages", ticket.ticket_reply, name="ticket_reply"),
    path("tickets/<str:reference>/change", about.ticket_change, name="ticket_change"),
    path("tickets/<str:reference>/request.pdf", ticket_papers.ticket_pdf, name="ticket_pdf"),
    path("tickets/<str:reference>/request.zip", ticket_papers.ticket_zip, name="ticket_zip"),
    path("tickets/<str:reference>/dispute", neighbours.ticket_dispute, name="ticket_dispute"),
    path("tickets/<str:reference>/merge", merging.ticket_merge, name="ticket_merge"),
    path("tickets/<str:reference>/unmerge", merging.ticket_unmerge, name="ticket_unmerge"),
    path("tickets/<str:reference>/split", splitting.ticket_split, name="ticket_split"),
    path("tickets/<str:reference>/copy", in_copy.add, name="ticket_copy_add"),
    path("tickets/<str:reference>/copy/remove", in_copy.remove, name="ticket_copy_remove"),
    path("tickets/<str:reference>/link", linking.ticket_link, name="ticket_link"),
    path("tickets/<str:reference>/unlink", linking.ticket_unlink, name="ticket_unlink"),
    path(
        "tickets/<str:reference>/messages/<uuid:message_id>/mail", mail_marks.again, name="ticket_mail_again"
    ),
    path("tickets/<str:reference>/ask", side.ask, name="ticket_side"),
    path("tickets/<str:reference>/insert", ticket.ticket_insert, name="ticket_insert"),
    path("tickets/<str:reference>/beside", beside.ticket_beside, name="ticket_beside"),
    path("tickets/<str:reference>/draft", beside.ticket_draft, name="ticket_draft"),
    path("replies/", _replies, name="replies"),
    path("replies/new", _reply, name="replies_new"),
    path("replies/<uuid:id>", _reply, name="replies_one"),
    path("notices/", notices, name="notices"),
    path("tickets/<str:reference>/presence", ticket.ticket_presence, name="ticket_presence"),
    path("tickets/<str:reference>/stream", ticket.ticket_token, name="ticket_token"),
    path("tickets/<str:reference>/version", ticket.ticket_poll, name="ticket_poll"),
]

urlpatterns = [path("desk/agent/", include((_pages, "agent")))]
