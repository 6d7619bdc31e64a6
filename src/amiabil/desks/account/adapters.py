"""Where do we differ from django-allauth? No sign-up, our own words, encrypted secrets, and an audit log for mails."""

from __future__ import annotations

import base64
import hashlib
import io

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from qrcode.image.svg import SvgPathFillImage

from amiabil.actions.staff import note_own


class StaffAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Accounts are made by an administrator; mails about them are not sent, the audit log has them."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("This user name and password do not belong together."),
        "too_many_login_attempts": _(
            "There have been too many attempts. Wait five minutes, or ask an administrator for a new password."
        ),
        "incorrect_password": _("This is not your password."),
        "enter_current_password": _("This is not your present password."),
        "incorrect_code": _("This code does not fit. The application shows a new one every 30 seconds."),
        "rate_limited": _("There have been too many attempts. Wait five minutes."),
        "account_inactive": _("This user name and password do not belong together."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody joins the staff by themselves."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: object) -> AbstractBaseUser | None:
        """As in the parent, but a closed account is told like a wrong password (S13: no enumeration)."""
        user: AbstractBaseUser | None = super().authenticate(request, **credentials)
        AuthenticationBackend.unstash_authenticated_user()
        return user if user is not None and user.is_active else None

    def add_message(
        self, request: HttpRequest, level: int, *args: object, message: str | None = None, **kwargs: object
    ) -> None:
        """Only what went wrong: that something worked is seen on the page, and would be said twice."""
        if message and level >= messages.WARNING:
            messages.add_message(request, level, message)

    def send_notification_mail(
        self, template_prefix: str, user: AbstractBaseUser, *_: object, **__: object
    ) -> None:
        """What would be mailed (a new password, a passkey more or less) goes into the audit log instead."""
        note_own(user.get_username(), template_prefix.rpartition("/")[-1])

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: object) -> HttpResponse:
        """Write down who came in, then go on as in the parent."""
        note_own(user.get_username(), "sign_in")
        response: HttpResponse = super().post_login(request, user, **kwargs)
        return response


class StaffMfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Secrets of authenticator applications are encrypted under the installation's key."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": StaffAccountAdapter.error_messages["incorrect_code"],
    }

    def encrypt(self, text: str) -> str:
        """The text as it is kept in the table."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The text that was given; also under an earlier key, where the operator still names it."""
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def build_totp_svg(self, url: str) -> str:
        """The picture to scan, on white so that it is read in the dark too, to stand in a page as it is."""
        picture = io.BytesIO()
        qrcode.make(url, image_factory=SvgPathFillImage).save(picture)
        text = picture.getvalue().decode()
        return text[text.index("<svg") :]

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        """The account as the application shows it: the user name, because addresses may change."""
        return user.get_username()


def _cipher() -> MultiFernet:
    secrets = [str(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    keys = (hashlib.sha256(b"amiabil:mfa:" + secret.encode()).digest() for secret in secrets)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])
