"""Settings of the site. What differs from one installation to the next comes from ``environment``."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from handschlag.site import QUEUES, environment, logs, oidc

ENVIRONMENT = environment.read()
PACKAGE = Path(__file__).resolve().parent.parent

SECRET_KEY = ENVIRONMENT.secret_key
DEBUG = ENVIRONMENT.debug
DEMO = ENVIRONMENT.demo
BASE_URL = ENVIRONMENT.base_url
IS_HTTPS = BASE_URL.startswith("https:")
DATA = ENVIRONMENT.data
ALLOWED_HOSTS = [str(urlsplit(BASE_URL).hostname), "127.0.0.1", "localhost"]
CSRF_TRUSTED_ORIGINS = [BASE_URL]
TRUSTED_PROXIES = ENVIRONMENT.trusted_proxies
SIGN_UP = ENVIRONMENT.sign_up

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "handschlag.foundation",
    "handschlag.accounts",
    "handschlag.events",
    "handschlag.mail",
    "handschlag.privacy",
    "handschlag.companies",
    "handschlag.registration",
    "handschlag.programme",
    "handschlag.portal",
    "handschlag.meetings",
    "handschlag.api",
]

MIDDLEWARE = [
    "handschlag.foundation.page_cache.keeping.KeepingMiddleware",
    # What every answer needs.
    "django.middleware.security.SecurityMiddleware",
    "handschlag.foundation.headers.HeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "handschlag.foundation.headers.PolicyMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "handschlag.foundation.page_cache.short_way.ShortWayMiddleware",
    # What is only there for whoever signs in or sends something.
    "django.contrib.sessions.middleware.SessionMiddleware",
    "handschlag.api.problems.middleware",
    "handschlag.foundation.uploads.SizeMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "handschlag.accounts.sessions.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "handschlag.events.acting.middleware",
    "allauth.account.middleware.AccountMiddleware",
    "handschlag.foundation.limits.BrakeMiddleware",
    "handschlag.accounts.sessions.StaySignedInMiddleware",
    "handschlag.accounts.second_factor.SecondFactorMiddleware",
]

ROOT_URLCONF = "handschlag.site.urls"
WSGI_APPLICATION = "handschlag.site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {"environment": "handschlag.site.jinja.environment"},
    },
    {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True},
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {"default": environment.database(ENVIRONMENT.database_url)}
AUTH_USER_MODEL = "accounts.User"

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": list(QUEUES)}}
JOB_LEASE_SECONDS = 30
MAIL_ROUTE = ENVIRONMENT.mail
EMAIL_FROM = DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENVIRONMENT.mail_from
# Longer than a mail server may take for one mail: until then nobody else sends it.
MAIL_LEASE_SECONDS = 300

CAPACITY_IS_GUARDED = True
"""Whether a place is given only where one is free; switched off in tests alone, to see that they notice."""

# Pages of floors above that floors below and the layouts lead to: foundation.doors.
DOORS = {
    "home": "portal:home",
    "calendar": "portal:calendar",
    "notices": "portal:notices",
    "search": "portal:search",
    "event": "portal:event",
    "edit_talk": "portal:edit_talk",
    "events_atom": "feeds_of_portal:events_atom",
    "sign_in": "accounts:sign_in",
    "sign_out": "accounts:sign_out",
    "account": "accounts:account",
    "stop_acting": "events:stop_acting",
    "my_data": "privacy:my_data",
    "legal": "portal:legal",
    "legal_of_host": "portal:legal_of_host",
    "feedback": "portal:feedback",
    "feedback_of_host": "portal:feedback_of_host",
}

LANGUAGE_CODE = "de"
LANGUAGES = [("de", _("German")), ("en", _("English")), ("ru", _("Russian"))]
LOCALE_PATHS = [PACKAGE / "site" / "locale"]
TIME_ZONE = "Europe/Berlin"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "handschlag.site.storage.StaticFiles"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

MEDIA_ROOT = DATA / "files"
FILE_UPLOAD_PERMISSIONS, FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o600, 0o700
LARGEST_REQUEST = 25_000_000
"""Bytes that anybody may send at once."""
FETCHES_FROM_LOOPBACK = False
"""Whether addresses that somebody typed may lead to this machine, at any port: only while tests run."""

# Ready pages for visitors: foundation.page_cache. Each process keeps so much; processes and machines share in Redis.
PAGE_CACHE_BYTES = 16_000_000
REDIS_URL = ENVIRONMENT.redis_url
PAGE_LEAKS_ARE_FATAL = DEBUG

SESSION_ENGINE = "handschlag.accounts.session_store"
SESSION_COOKIE_AGE = 90 * 24 * 3600  # from the last day on which somebody sent something: accounts.sessions
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_HTTPONLY = True
# Browsers take a cookie of such a name from this very host only, and over https only.
SESSION_COOKIE_NAME = "__Host-session" if IS_HTTPS else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrf" if IS_HTTPS else "csrftoken"
CSRF_FAILURE_VIEW = "handschlag.foundation.headers.stale_form"

# Who signs in, and how: accounts.
AUTHENTICATION_BACKENDS = ["handschlag.accounts.backends.MailAddressBackend"]
LOGIN_URL, LOGIN_REDIRECT_URL = "accounts:sign_in", "portal:home"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
]
ACCOUNT_ADAPTER = "handschlag.accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "handschlag.accounts.forms.PasswordForm",
    "request_login_code": "handschlag.accounts.forms.CodeRequestForm",
    "confirm_login_code": "handschlag.accounts.forms.CodeForm",
    "confirm_reauthentication_code": "handschlag.accounts.forms.CodeForm",
    "confirm_password_reset_code": "handschlag.accounts.forms.CodeForm",
    "confirm_email_verification_code": "handschlag.accounts.forms.NewAddressCodeForm",
    "request_reauthentication_code": "handschlag.accounts.forms.ConfirmItIsYouForm",
    "reauthenticate": "handschlag.accounts.forms.PasswordAgainForm",
    "reset_password": "handschlag.accounts.forms.ResetForm",
    "reset_password_from_key": "handschlag.accounts.forms.NewPasswordForm",
    "set_password": "handschlag.accounts.forms.SetPasswordForm",
    "change_password": "handschlag.accounts.forms.ChangePasswordForm",
    "add_email": "handschlag.accounts.forms.NewAddressForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_TIMEOUT = 20 * 60
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
# Digits: they are typed on keyboards of every alphabet. At five codes and three guesses for each, guessing is hopeless.
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 8, "dashed": True}
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False  # ours hold over several processes and say when: accounts.brakes
MFA_ADAPTER = "handschlag.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Handschlag"
MFA_TOTP_TOLERANCE = 1  # clocks of phones go wrong by up to half a minute
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_HTTPS
MFA_FORMS = {
    "authenticate": "handschlag.accounts.forms.SecondFactorForm",
    "reauthenticate": "handschlag.accounts.forms.SecondFactorAgainForm",
    "activate_totp": "handschlag.accounts.forms.AuthenticatorForm",
    "add_webauthn": "handschlag.accounts.forms.PasskeyForm",
}
SOCIALACCOUNT_ADAPTER = "handschlag.accounts.adapters.ElsewhereAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_PROVIDERS = oidc.providers(ENVIRONMENT.oidc)

SECURE_REFERRER_POLICY = "same-origin"
# What encrypts stands in front of us and says so in this header.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_REDIRECT_EXEMPT = ["^healthz$"]  # asked for from this machine, without encryption
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_HTTPS
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF, *oidc.origins(ENVIRONMENT.oidc)],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}

LOGGING = logs.OF_THE_SITE
