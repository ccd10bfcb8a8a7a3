"""Every setting of the portal, grouped by subject, read from the environment.

Outside demo mode a missing secret stops the start with a message that names the variable.
docs/operations.md lists each variable; a new setting is a new line there.
"""

from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from environs import Env

from welfare_portal import logs
from welfare_portal.federation import *  # noqa: F403 - who runs the portal
from welfare_portal.registries import *  # noqa: F403 - the portal's apps, and what each of them contributes
from welfare_portal.registries import PORTAL_APPS

BASE_DIR = Path(__file__).resolve().parent.parent
env = Env()

# --- Mode and secrets -----------------------------------------------------------------------------------------------

PORTAL_DEMO = env.bool("PORTAL_DEMO", False)
PORTAL_TEST = env.bool("PORTAL_TEST", False)
DEBUG = False
DATA_DIR = Path(env.str("PORTAL_DATA_DIR", "") or BASE_DIR / "var").absolute()  # uploads are named by their whole path
try:
    DATA_DIR.mkdir(parents=True, exist_ok=True)
except OSError as problem:
    raise ImproperlyConfigured(
        f"PORTAL_DATA_DIR: {DATA_DIR} cannot be made a folder ({problem.strerror})."
    ) from problem

DEMO_SECRET_KEY = "demo-only-secret-key-that-checks-refuse-outside-demo-mode-0000000000"  # noqa: S105 # pragma: allowlist secret
DEMO_FIELD_KEYS = ["demo1:ZGVtby1rZXktZGVtby1rZXktZGVtby1rZXktMDAwMDE="]  # pragma: allowlist secret
_throwaway = PORTAL_DEMO or PORTAL_TEST
SECRET_KEY = env.str("SECRET_KEY", DEMO_SECRET_KEY if _throwaway else "")
PORTAL_FIELD_KEYS = env.list("PORTAL_FIELD_KEYS", DEMO_FIELD_KEYS if _throwaway else [])
# For `manage.py backup`: base64 of 32 random bytes, kept apart from the field keys and from the backups.
PORTAL_BACKUP_KEY = env.str("PORTAL_BACKUP_KEY", DEMO_FIELD_KEYS[0].partition(":")[2] if _throwaway else "")

# Certificates of service are signed with the first one (certificates.signing): newest first, kid:base64 of 32 bytes.
DEMO_SIGNING_KEYS = ["demo1:ZGVtby1zaWduaW5nLWtleS1kZW1vLWtleS0wMDAwMDE="]  # pragma: allowlist secret
PORTAL_SIGNING_KEYS = env.list("PORTAL_SIGNING_KEYS", DEMO_SIGNING_KEYS if _throwaway else [])
PORTAL_CERTIFICATE_HEAD = env.str("PORTAL_CERTIFICATE_HEAD", "")  # 负责人 on certificates; empty: a line to sign on

PORTAL_BASE_URL = env.str("PORTAL_BASE_URL", f"http://127.0.0.1:{env.str('PORT', '') or 8000}")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"] if _throwaway else [])
CSRF_TRUSTED_ORIGINS = [PORTAL_BASE_URL]

# --- Applications ---------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    *PORTAL_APPS,
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",  # its widget templates, for FORM_RENDERER
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_filters",
    "django_htmx",
    "django_structlog",
    "csp",
]

MIDDLEWARE = [
    "web.request_ids.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "web.middleware.KnownMethodsMiddleware",
    "web.middleware.PossibleAddressMiddleware",
    "web.middleware.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.middleware.SessionLimitsMiddleware",
    "accounts.middleware.SignInFirstMiddleware",
    "accounts.middleware.StaffDoorMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "web.middleware.NotAllowedPageMiddleware",
    "web.middleware.PrivatePagesMiddleware",
    "areas.middleware.WorkCalendarMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
]

ROOT_URLCONF = "welfare_portal.urls"
WSGI_APPLICATION = "welfare_portal.wsgi.application"
AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "web.context.page",
            ],
            "builtins": [
                "web.templatetags.ui",
                "web.templatetags.idempotency",
                "django.templatetags.i18n",
                "django.templatetags.static",
            ],
        },
    }
]

# --- Limits of lists and files ----------------------------------------------------------------------------------------

EXPORT_DIRECT_ROWS = env.int("EXPORT_DIRECT_ROWS", 5_000)  # longer lists are written in the background
IMPORT_MAX_ROWS = env.int("IMPORT_MAX_ROWS", 5_000)  # of one list
IMPORT_MAX_BYTES = env.int("IMPORT_MAX_BYTES", 10 * 1024 * 1024)
GIFT_FILE_MAX_ROWS = env.int("GIFT_FILE_MAX_ROWS", 50_000)  # of one file of a platform or a bank
GIFT_FILE_MAX_BYTES = env.int("GIFT_FILE_MAX_BYTES", 20 * 1024 * 1024)

# --- Database ---------------------------------------------------------------------------------------------------------

DATABASE_URL = env.str("DATABASE_URL", "")
SQLITE_SYNCHRONOUS = "OFF" if PORTAL_TEST else "FULL"  # money: an acknowledged write survives a power cut
SQLITE_OPTIONS = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": (
        "PRAGMA journal_mode=WAL;"
        f"PRAGMA synchronous={SQLITE_SYNCHRONOUS};"
        "PRAGMA busy_timeout=20000;"
        "PRAGMA recursive_triggers=ON;"  # without it INSERT OR REPLACE walks past the append-only triggers
        "PRAGMA cache_size=-20000;"
    ),
}
if DATABASE_URL:
    DATABASES = {"default": env.dj_db_url("DATABASE_URL")}
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("DATABASE_CONN_MAX_AGE", 60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    prepare_after = env.int("DATABASE_PREPARE_AFTER", 5) or None  # 0: a pooler mixes sessions
    DATABASES["default"].setdefault("OPTIONS", {})["prepare_threshold"] = prepare_after  # for database/kept.py
else:
    DATABASES = {
        "default": {
            "ENGINE": "database.sqlite",
            "NAME": DATA_DIR / "portal.sqlite3",
            "OPTIONS": SQLITE_OPTIONS,
            "TEST": {"NAME": DATA_DIR / "test.sqlite3"},  # a file, so that threads and processes can race on it
        }
    }

# --- Cache and sessions -----------------------------------------------------------------------------------------------

REDIS_URL = env.str("REDIS_URL", "")
if REDIS_URL:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "portal_cache",
            "OPTIONS": {"MAX_ENTRIES": 100_000},  # the default of 300 would throw away login throttles
        }
    }
CACHES["process"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "process"}  # web/kept.py
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 8

# --- Security ---------------------------------------------------------------------------------------------------------

HTTPS = PORTAL_BASE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "portal_session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "portal_csrf"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]  # asked from inside, without TLS
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
if env.bool("PORTAL_BEHIND_PROXY", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"  # "no-referrer" makes browsers send Origin: null, and every form fails CSRF
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        **{key: [NONE] for key in ("default-src", "base-uri", "frame-ancestors")},
        **{key: [SELF] for key in ("script-src", "style-src", "font-src", "connect-src")},
        **{key: [SELF] for key in ("manifest-src", "worker-src", "form-action")},
        "img-src": [SELF, "data:", "blob:"],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]

# --- Login (django-allauth) -------------------------------------------------------------------------------------------

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/my-day/"
LOGOUT_REDIRECT_URL = "/"
SECOND_FACTOR_REQUIRED = not PORTAL_DEMO  # of every role that works with other people's cases
STAFF_IDLE_SECONDS = 30 * 60  # then sign in again; SESSION_COOKIE_AGE is the limit for everybody
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {"signup": "accounts.forms.SignupForm", "login": "accounts.forms.LoginForm"}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_PREVENT_ENUMERATION = "strict"  # a known and an unknown address get the same answer
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a mail when password or second factor change
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ACCOUNT_SESSION_REMEMBER = False  # the cookie ends with the browser
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "20/h/ip,5/m/key,20/d/key",  # key: the account name; a delay, never a lock-out
    "signup": "20/h/ip",
    "reset_password": "20/h/ip,5/h/key",  # pragma: allowlist secret
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.bool("PORTAL_BEHIND_PROXY", False) else 0
MFA_ADAPTER = "accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_FORMS = {
    "activate_totp": "accounts.code_forms.SetUpForm",
    "authenticate": "accounts.code_forms.SignInCodeForm",
    "reauthenticate": "accounts.code_forms.ConfirmCodeForm",
}

# --- Language and time ------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = sorted(p for p in (BASE_DIR / "locale").glob("*") if p.is_dir())
LANGUAGE_COOKIE_NAME = "portal_language"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = USE_TZ = True
FORMAT_MODULE_PATH = "welfare_portal.formats"

# --- Static files, uploads --------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
# Uploads rest in a folder: a whole file or none (web.storage). Several hosts share one through their file system.
MEDIA_STORAGE_URL = env.str("MEDIA_STORAGE_URL", f"file://{DATA_DIR / 'uploads'}")
MEDIA_ROOT = Path(MEDIA_STORAGE_URL.removeprefix("file://"))
STORAGES = {
    "default": {"BACKEND": "web.storage.WholeFileStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if PORTAL_TEST
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Celery -----------------------------------------------------------------------------------------------------------

CELERY_BROKER_URL = REDIS_URL or "sqlite3://localhost"  # the alias is registered in welfare_portal/celery.py
if REDIS_URL:
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "visibility_timeout": 900,  # seconds; longer than any task may run (CELERY_TASK_TIME_LIMIT)
        "unacked_restore_interval": 10,
        "unacked_restore_throttle": 1,
        "socket_timeout": 10,
        "socket_connect_timeout": 5,
        "health_check_interval": 30,
        "global_keyprefix": "portal:",
    }
else:
    CELERY_BROKER_TRANSPORT_OPTIONS = {"path": str(DATA_DIR / "broker.sqlite3"), "polling_interval": 0.05}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_ACKS_LATE = CELERY_TASK_REJECT_ON_WORKER_LOST = True  # a killed worker loses nothing
CELERY_TASK_ACKS_ON_FAILURE = CELERY_TASK_ACKS_ON_TIMEOUT = True  # an exception does not loop
# Without it a worker that loses Redis in the middle of a task dies of its own acknowledgement (seen 4 times in 5).
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_TASK_TIME_LIMIT, CELERY_TASK_SOFT_TIME_LIMIT = 600, 540  # seconds
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 3, "interval_start": 0, "interval_step": 0.2, "interval_max": 1}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 30  # seconds
CELERY_WORKER_ENABLE_SOFT_SHUTDOWN_ON_IDLE = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")
CELERY_TIMEZONE = TIME_ZONE

# --- Watching ---------------------------------------------------------------------------------------------------------

LOGGING = logs.configuration(json=not (PORTAL_DEMO or PORTAL_TEST))
DJANGO_STRUCTLOG_CELERY_ENABLED = True
DJANGO_STRUCTLOG_STATUS_4XX_LOG_LEVEL = 30  # logging.WARNING
PORTAL_METRICS_TOKEN = env.str("PORTAL_METRICS_TOKEN", "")  # Prometheus sends it as a bearer token

# --- E-mail and SMS ---------------------------------------------------------------------------------------------------

DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "portal@example.org")
MAIL_FOLDER_BACKEND = "notifications.mailbox.FileMailbox"  # one file per message under DATA_DIR/mail
EMAIL_BACKEND = MAIL_FOLDER_BACKEND
EMAIL_TIMEOUT = 10  # seconds
if env.str("EMAIL_URL", ""):
    _mail = env.dj_email_url("EMAIL_URL")
    if "EMAIL_BACKEND" not in _mail:
        raise ImproperlyConfigured("EMAIL_URL must begin with the way to the server, for instance smtp+tls://.")
    EMAIL_BACKEND, EMAIL_HOST, EMAIL_PORT = _mail["EMAIL_BACKEND"], _mail["EMAIL_HOST"], _mail["EMAIL_PORT"]
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_USER"], _mail["EMAIL_HOST_PASSWORD"]
    EMAIL_USE_TLS, EMAIL_USE_SSL = _mail["EMAIL_USE_TLS"], _mail["EMAIL_USE_SSL"]
SMS_PROVIDER = env.str("SMS_PROVIDER", "notifications.sms.recording.RecordingProvider" if _throwaway else "")
# Protected numbers between finders of wristbands and families (delivery.wristbands.relay); empty: finders leave theirs.
WRISTBAND_RELAY = env.str("WRISTBAND_RELAY", "delivery.wristbands.relay.recording.RecordingRelay" if _throwaway else "")
