"""The addresses of the chat: the page under the language of the address."""

from django.urls import path

from amiabil.channels.chat import page

urlpatterns = [
    path("help/chat", page.chat, name="chat"),
    path("help/chat/message", page.message, name="chat_message"),
    path("help/chat/confirm", page.confirm, name="chat_confirm"),
    path("help/chat/person", page.person, name="chat_person"),
    path("help/chat/end", page.end, name="chat_end"),
    path("help/chat/address", page.address, name="chat_address"),
    path("help/chat/rating", page.rating, name="chat_rating"),
    path("help/chat/transcript", page.transcript, name="chat_transcript"),
    path("help/chat/mail", page.mail, name="chat_mail"),
    path("help/chat/take", page.take, name="chat_take"),
    path("help/chat/drop", page.drop, name="chat_drop"),
    path("help/chat/files/<uuid:file_id>/<str:form>", page.sent_file, name="chat_file"),
    path("help/chat/token", page.token, name="chat_token"),
    path("help/chat/version", page.poll, name="chat_poll"),
    path("help/chat/typing", page.typing, name="chat_typing"),
]
