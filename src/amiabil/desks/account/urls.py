"""Addresses of signing in to the desks; names are those of django-allauth, which refers to them.

Only what the product uses is routed: there is no sign-up, no reset by mail (an administrator sets a new password)
and no management of addresses.
"""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.urls import include, path
from django.views.decorators.http import require_http_methods, require_safe

from amiabil.desks.account import views

_form = require_http_methods(["GET", "HEAD", "POST"])

_second_factor = [
    path("", require_safe(mfa.index), name="mfa_index"),
    path("authenticate/", _form(mfa.authenticate), name="mfa_authenticate"),
    path("reauthenticate/", _form(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("app/on/", _form(totp.activate_totp), name="mfa_activate_totp"),
    path("app/off/", _form(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("codes/", require_safe(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("codes/new/", _form(codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("codes/file/", require_safe(codes.download_recovery_codes), name="mfa_download_recovery_codes"),
    path("passkeys/", require_safe(passkeys.list_webauthn), name="mfa_list_webauthn"),
    path("passkeys/new/", _form(passkeys.add_webauthn), name="mfa_add_webauthn"),
    path("passkeys/enter/", _form(passkeys.login_webauthn), name="mfa_login_webauthn"),
    path("passkeys/again/", _form(passkeys.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    path("passkeys/<int:pk>/name/", _form(passkeys.edit_webauthn), name="mfa_edit_webauthn"),
    path("passkeys/<int:pk>/remove/", _form(passkeys.remove_webauthn), name="mfa_remove_webauthn"),
]

_account = [
    path("login/", _form(account.login), name="account_login"),
    path("logout/", _form(account.logout), name="account_logout"),
    path("closed/", require_safe(account.account_inactive), name="account_inactive"),
    path("again/", _form(account.reauthenticate), name="account_reauthenticate"),
    path("password/", views.change_password, name="account_change_password"),
    path("second-factor/", include(_second_factor)),
    path("role/", views.switch_role, name="desk_role"),
]

urlpatterns = [
    path("desk/", views.start, name="desk"),
    path("desk/account/", include(_account)),
]
