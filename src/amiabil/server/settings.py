"""Django's settings, made from ``server/config.py``; nothing here reads the environment itself."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF

from amiabil.server import bus, database, logs
from amiabil.server.config import current, kept_secret, payments_key

_PACKAGE = Path(str(files("amiabil")))

AMIABIL = current()
"""The whole configuration; rooms below take single values from the names after it."""

AMIABIL_HOME = AMIABIL.home
AMIABIL_MARKETPLACE = AMIABIL.marketplace
AMIABIL_POLICY = AMIABIL.policy
AMIABIL_BASE_URL = AMIABIL.base_url
AMIABIL_PUSH_URL = AMIABIL.push_url
AMIABIL_BUS_URL = bus.address(AMIABIL)
AMIABIL_FILES_URL = AMIABIL.files_url
AMIABIL_FILES_HOST = AMIABIL.files_host
AMIABIL_MAIL_URL = AMIABIL.mail_url
AMIABIL_MAIL_FROM = AMIABIL.mail_from
AMIABIL_MAIL_REPLY = AMIABIL.mail_reply
AMIABIL_MAIL_IN_ADDRESSES = AMIABIL.mail_in_addresses
AMIABIL_MAIL_IN_RELAYS = AMIABIL.mail_in_relays
AMIABIL_MAIL_IN_URL = AMIABIL.mail_in_url
AMIABIL_MAIL_IN_OAUTH = AMIABIL.mail_in_oauth
AMIABIL_MAIL_IN_LISTEN = AMIABIL.mail_in_listen
AMIABIL_MAIL_IN_SERVICES = AMIABIL.mail_in_services
AMIABIL_MAIL_CA = AMIABIL.mail_ca
AMIABIL_MAIL_DKIM_KEY = AMIABIL.mail_dkim_key
AMIABIL_MAIL_DKIM_SELECTOR = AMIABIL.mail_dkim_selector
AMIABIL_PAYMENTS_URL = AMIABIL.payments_url
AMIABIL_PAYMENTS_PAYOUTS = AMIABIL.payments_payouts
AMIABIL_CHAT_ORIGINS = AMIABIL.chat_origins
AMIABIL_ASSISTANT = AMIABIL.assistant
AMIABIL_P2B = AMIABIL.p2b
AMIABIL_CARRIERS = AMIABIL.carriers
AMIABIL_MODEL = AMIABIL.model
AMIABIL_MODEL_URL = AMIABIL.model_url
AMIABIL_MODEL_KEY = AMIABIL.model_key
AMIABIL_MODEL_TOKENS_A_DAY = AMIABIL.model_tokens_a_day
AMIABIL_MODEL_SEES_ORDERS = AMIABIL.model_sees_orders
AMIABIL_TRANSLATION = AMIABIL.translation
AMIABIL_TRANSLATION_KEY = AMIABIL.translation_key
AMIABIL_METRICS_TOKEN = AMIABIL.metrics_token
AMIABIL_DEMO = AMIABIL.demo
AMIABIL_DEMO_CLOCK = AMIABIL.demo_clock

AMIABIL_SIGN_IN_URL = AMIABIL.sign_in_url or ("/demo/" if AMIABIL.demo else None)
AMIABIL_JWT_ISSUER = AMIABIL.jwt_issuer
AMIABIL_JWT_JWKS_URL = AMIABIL.jwt_jwks_url
AMIABIL_JWT_KEY = AMIABIL.jwt_key
if AMIABIL.demo and AMIABIL_JWT_KEY is None and AMIABIL_JWT_JWKS_URL is None:
    AMIABIL_JWT_KEY = kept_secret(AMIABIL.home, "jwt_demo_key")

AMIABIL_PAYMENTS_KEY = payments_key(AMIABIL)

SECRET_KEY = AMIABIL.secret_key or kept_secret(AMIABIL.home, "secret_key")
AMIABIL_SEAL_KEY = AMIABIL.seal_key or kept_secret(AMIABIL.home, "seal_key")
AMIABIL_SEALS_FILE = AMIABIL.home / "seals.txt"

# ---- Django -----------------------------------------------------------------

DEBUG = AMIABIL.debug
ALLOWED_HOSTS = [AMIABIL.hostname, "localhost", "127.0.0.1", "[::1]"]
if AMIABIL.files_host:
    ALLOWED_HOSTS.append(AMIABIL.files_host)

ROOT_URLCONF = "amiabil.server.urls"
WSGI_APPLICATION = "amiabil.server.wsgi.application"
AUTH_USER_MODEL = "records.StaffMember"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "amiabil.ui",  # before allauth, so that its templates win
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "csp",
    "procrastinate.contrib.django",
    "amiabil.records.apps.RecordsConfig",
]

MIDDLEWARE = [
    "amiabil.server.middleware.behind_proxy",
    "amiabil.server.wake.after_writing",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "amiabil.server.middleware.plain_addresses",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "amiabil.desks.account.gate.gate",
    "django_htmx.middleware.HtmxMiddleware",
    "amiabil.server.middleware.refusals",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": sorted(_PACKAGE.glob("*/*/templates")) + sorted(_PACKAGE.glob("demo/templates")),
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "amiabil.ui.look.in_templates",
            ],
        },
    }
]

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}
"""Only what all web processes must agree on goes here: attempts to sign in, codes that have been used."""

DATABASES = {"default": database.for_requests(AMIABIL)}
AMIABIL_APPLICATION_ROLE = DATABASES["default"]["USER"]
"""Who web, relay and worker are to the database; migrations give this role its rights."""
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""
"""Tasks are named by ``jobs/worker``, not found by luck."""

# ---- time and language --------------------------------------------------------

TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True
LANGUAGE_CODE = AMIABIL.language
LANGUAGES = [("ro", "Română"), ("en", "English")]
if AMIABIL.debug:
    LANGUAGES += [("en-xa", "Ēñĝļîšĥ (long)"), ("ar-xb", "hsilgnE (mirrored)")]
LOCALE_PATHS = [_PACKAGE / "ui" / "locale"]
LANGUAGE_COOKIE_NAME = "amiabil_language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SAMESITE = "Lax"

# ---- static files: names carry a hash, so browsers keep them for ever ------------

STATIC_URL = "/static/"
STATIC_ROOT = AMIABIL.home / "static"
STATICFILES_DIRS: list[Path] = []
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "amiabil.server.hashed_files.HashedFiles"},
}

# ---- people -----------------------------------------------------------------

SESSION_COOKIE_NAME = "amiabil_staff"
SESSION_COOKIE_PATH = "/desk/"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
CSRF_COOKIE_NAME = "amiabil_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [AMIABIL.base_url]
CSRF_FAILURE_VIEW = "amiabil.server.refused.csrf"

AUTHENTICATION_BACKENDS = ["amiabil.records.staff_backend.StaffBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/desk/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_ADAPTER = "amiabil.desks.account.adapters.StaffAccountAdapter"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_FORMS = {"change_password": "amiabil.desks.account.forms.NewPassword"}
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}
MFA_FORMS = {
    "add_webauthn": "amiabil.desks.account.forms.NewPasskey",
    "edit_webauthn": "amiabil.desks.account.forms.PasskeyName",
}
MFA_ADAPTER = "amiabil.desks.account.adapters.StaffMfaAdapter"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # one step of 30 seconds before and after, as RFC 6238 advises; each code works once
MFA_TOTP_ISSUER = AMIABIL.marketplace
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not AMIABIL.is_secure

# ---- mail: only the account pages of staff use it; cases have gateways/mail --------

_MAIL = urlsplit(AMIABIL.mail_url or "smtp://localhost")
EMAIL_HOST = _MAIL.hostname or "localhost"
EMAIL_PORT = _MAIL.port or (465 if _MAIL.scheme == "smtps" else 25)
EMAIL_HOST_USER = unquote(_MAIL.username or "")
EMAIL_HOST_PASSWORD = unquote(_MAIL.password or "")
EMAIL_USE_SSL = _MAIL.scheme == "smtps"
EMAIL_USE_TLS = _MAIL.scheme == "smtp+tls"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = AMIABIL.mail_from

# ---- limits and headers ---------------------------------------------------------

DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
"""Files go through push; the largest honest form is a long message of 20,000 letters."""
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = AMIABIL.is_secure
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if AMIABIL.is_secure else 0
if AMIABIL.trust_proxy:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

_FILES = [f"{urlsplit(AMIABIL.base_url).scheme}://{AMIABIL.files_host}"] if AMIABIL.files_host else []
_PUSH = urlsplit(AMIABIL.push_url)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, *_FILES],
        "media-src": [SELF, *_FILES],
        "connect-src": [SELF, f"{_PUSH.scheme}://{_PUSH.netloc}"],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}

logs.configure()
LOGGING = logs.settings(AMIABIL.log_level)
