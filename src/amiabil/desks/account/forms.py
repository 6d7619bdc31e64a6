"""Which words stand beside the fields that django-allauth has? Ours, where its own are not careful enough."""

from __future__ import annotations

from allauth.account.forms import ChangePasswordForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django.utils.translation import gettext_lazy as _


class NewPassword(ChangePasswordForm):  # type: ignore[misc]  # allauth has no types
    """One's own password."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].label = _("Your present password")
        self.fields["password1"].label = _("The new password")
        self.fields["password2"].label = _("The new password, once more")


class NewPasskey(AddWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """A passkey to be added."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Its name")
        self.fields["passwordless"].label = _(
            "It opens the desk without a password too (finger, face or PIN)"
        )


class PasskeyName(EditWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """Another name for a passkey."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Its name")
