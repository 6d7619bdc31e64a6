"""The addresses of the widget and its door; without a language, which comes with ``Accept-Language``."""

from django.urls import path

from amiabil.channels.chat import door, door_files, widget

_PARTS = {
    "": door.chat,
    "/events": door.events,
    "/messages": door.message,
    "/person": door.person,
    "/confirm": door.confirm,
    "/end": door.end,
    "/rating": door.rating,
    "/address": door.address,
    "/transcript": door.transcript,
    "/token": door.token,
    "/mail": door.mail,
    "/take": door.take,
    "/typing": door.typing,
    "/uploads": door_files.begin,
    "/uploads/<uuid:upload>": door_files.finish,
    "/files/<uuid:file>/<str:form>": door_files.fetch,
}

urlpatterns = [
    path("widget/v1.js", widget.script, name="widget_script"),
    path("widget/v1/words/<str:language>.json", widget.words, name="widget_words"),
    path("chat/v1/now", door.now),
    path("chat/v1/pass", door.enter),
    path("chat/v1/pass/end", door.leave),
    path("chat/v1/mine", door.mine),
    path("chat/v1/chats", door.start),
    *(path(f"chat/v1/chats/<str:reference>{part}", view) for part, view in _PARTS.items()),
]
