"""Settings, all from the environment.

With ``DEBUG`` on everything has an embedded default (SQLite, Celery over files, the sandbox Hub, mail on the console).
With ``DEBUG`` off a missing variable stops the start and names itself.
"""

import os
import re
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured
from django.templatetags.static import static

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

DEBUG = env.bool("DEBUG", default=False)
# ``manage.py audit`` needs the rules and the Hub, ``manage.py rank`` two files, and neither anything else of a site: they
# run on anybody's machine as it is.
WITHOUT_SITE = env.bool("WITHOUT_SITE", default=False)
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))

REQUIRED = (
    "SECRET_KEY",
    "ALLOWED_HOSTS",
    "DATABASE_URL",
    "REDIS_URL",
    "EMAIL_URL",
    "DEFAULT_FROM_EMAIL",
    "HF_TOKEN",
    "HF_CLIENT_ID",
    "HF_CLIENT_SECRET",
)
if not DEBUG and not WITHOUT_SITE:
    missing = [name for name in REQUIRED if not env.str(name, default="")]
    if missing:
        raise ImproperlyConfigured(
            f"Set these environment variables (or DEBUG=1 to try things out): {', '.join(missing)}. "
            "What each one means is in README.md."
        )
elif not WITHOUT_SITE:
    VAR_DIR.mkdir(parents=True, exist_ok=True)

SECRET_KEY = env.str("SECRET_KEY", default="for-trying-things-out-only")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# Archives of editions are signed with this Ed25519 key, 32 bytes in base64 (optional: without it the key follows from SECRET_KEY,
# and is another one once that changes).
ARCHIVE_KEY = env.str("ARCHIVE_KEY", default="")
if ARCHIVE_KEY and not re.fullmatch(r"[A-Za-z0-9+/]{43}=", ARCHIVE_KEY):
    raise ImproperlyConfigured("ARCHIVE_KEY is no Ed25519 key: set 32 bytes in base64, or leave it out.")
# The site's own address, for links in what leaves it: mail, posts on Discord.
own_host = ALLOWED_HOSTS[0].lstrip(".") if ALLOWED_HOSTS else "localhost"
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000" if DEBUG else f"https://{own_host}").rstrip("/")

# --- the Hub ---------------------------------------------------------------------------------------------------------
HF_ENDPOINT = env.str("HF_ENDPOINT", default="http://127.0.0.1:8001" if DEBUG else "https://huggingface.co").rstrip("/")
HF_TOKEN = env.str("HF_TOKEN", default="")
HF_TIMEOUT = env.float("HF_TIMEOUT", default=10.0)
# The Hub calls /hub/webhook/ with this secret when a repo moves (optional: without it nobody is listened to).
HUB_WEBHOOK_SECRET = env.str("HUB_WEBHOOK_SECRET", default="")
# A token that may write to datasets, for sending an edition's results there (optional). HF_TOKEN only reads.
HF_WRITE_TOKEN = env.str("HF_WRITE_TOKEN", default="")
HF_CLIENT_ID = env.str("HF_CLIENT_ID", default="sandbox")
HF_CLIENT_SECRET = env.str("HF_CLIENT_SECRET", default="sandbox-secret")

# --- Discord, optional: people prove which account there is theirs. Of an app in Discord's developer portal, whose redirect is
# https://your.site/cuenta/discord/login/callback/ ---------------------------------------------------------------------
DISCORD_CLIENT_ID = env.str("DISCORD_CLIENT_ID", default="")
DISCORD_CLIENT_SECRET = env.str("DISCORD_CLIENT_SECRET", default="")
DISCORD_ENABLED = bool(DISCORD_CLIENT_ID and DISCORD_CLIENT_SECRET)
if bool(DISCORD_CLIENT_ID) != bool(DISCORD_CLIENT_SECRET):
    raise ImproperlyConfigured("Set both of DISCORD_CLIENT_ID and DISCORD_CLIENT_SECRET, or neither.")

# --- applications ----------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "hackathon.pages",
    "judging",
    "hackathon.outreach",
    "hackathon.imports",
    "submissions",
    "teams",
    "hackathon.registration",
    "hackathon.mail",
    "hackathon.accounts",
    "hackathon.editions",
    "hackathon.hub",
    "unfold",
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.socialaccount.providers.discord",
    "allauth.mfa",
    "rest_framework",
    "knox",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_htmx",
    "csp",
    "js_lib_bootstrap5",
]

MIDDLEWARE = [
    "hackathon.clock.RequestClock",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "hackathon.pages.middleware.NoNullBytes",
    "hackathon.pages.middleware.NotTooMuch",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "hackathon.pages.middleware.ChosenLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "hackathon.pages.middleware.PlainNotFound",
]

ROOT_URLCONF = "hackathon.urls"
WSGI_APPLICATION = "hackathon.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "hackathon.pages.context_processors.site",
            ],
        },
    }
]

FORM_RENDERER = "hackathon.pages.renderers.SiteRenderer"

# --- data ------------------------------------------------------------------------------------------------------------
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # IMMEDIATE takes the write lock when a transaction begins, so two writers queue instead of failing half-way.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-20000",
    }
else:
    DATABASES["default"].setdefault("CONN_MAX_AGE", 60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", default="")
if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
            "OPTIONS": {"serializer": "hackathon.cache.JSONSerializer"},
        }
    }
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# --- work in the background ------------------------------------------------------------------------------------------
CELERY_TASK_SERIALIZER = CELERY_RESULT_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 600
CELERY_TASK_SOFT_TIME_LIMIT = 540
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 500_000  # kB; a process that has grown so large makes room for a fresh one
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "UTC"
SWEEP_SECONDS = env.float("SWEEP_SECONDS", default=30.0)
# After this long a running audit is taken for dead. Longer than the hardest time limit above: a living one is let finish.
AUDIT_STALE_SECONDS = env.float("AUDIT_STALE_SECONDS", default=660.0)
# A look at one repo is a few requests, each with a timeout: after this long its worker is taken for dead.
SNAPSHOT_STALE_SECONDS = env.float("SNAPSHOT_STALE_SECONDS", default=300.0)
SNAPSHOT_BATCH_SECONDS = env.float("SNAPSHOT_BATCH_SECONDS", default=60.0)  # of looks in one task
# A list of attendees says after every batch how far it is. One that is silent for this long lost its worker.
IMPORT_STALE_SECONDS = env.float("IMPORT_STALE_SECONDS", default=60.0)
# A batch of certificates says after every stretch how far it is. One that is silent for this long lost its worker.
CERTIFICATES_STALE_SECONDS = env.float("CERTIFICATES_STALE_SECONDS", default=120.0)
# A folder of fonts for certificates, beside those that are at hand (optional): for names in scripts that none of those has.
CERTIFICATE_FONTS = env.str("CERTIFICATE_FONTS", default="")
# --- evaluations: the harness and torch live in an environment of their own (make eval-env) ---
EVAL_PYTHON = env.str("EVAL_PYTHON", default=str(BASE_DIR / ".venv-eval" / "bin" / "python"))
EVAL_DIR = Path(
    env.str("EVAL_DIR", default=str(VAR_DIR / "evaluation"))
)  # models while they are evaluated, data of tasks
EVAL_DEVICE = env.str("EVAL_DEVICE", default="")  # cuda:0, cpu…; empty: what the machine has
EVAL_HEARTBEAT_SECONDS = env.float("EVAL_HEARTBEAT_SECONDS", default=10.0)
# After this long without a heartbeat a worker is taken for dead, and its job goes to another.
EVAL_STALE_SECONDS = env.float("EVAL_STALE_SECONDS", default=90.0)
# Of one evaluation; 0: no limit. A model that fills the machine would take the worker with it.
EVAL_MEMORY_BYTES = env.int(
    "EVAL_MEMORY_BYTES", default=os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") * 9 // 10
)
EVAL_DISK_BYTES = env.int("EVAL_DISK_BYTES", default=60_000_000_000)  # of one model and what is written beside it
# What a kWh costs where the machines of one's own stand, in kg of CO2, and who says so; 0: emissions are not reckoned.
EVAL_CO2_KG_PER_KWH = env.float("EVAL_CO2_KG_PER_KWH", default=0.0)
EVAL_CO2_SOURCE = env.str("EVAL_CO2_SOURCE", default="")
EVAL_JOBS_AT_ONCE = env.int("EVAL_JOBS_AT_ONCE", default=4)  # on the Hub's Jobs
# What the engine needs there; uv installs it. As in deploy/eval.lock: later transformers lack what many tasks import.
EVAL_JOBS_REQUIREMENTS = env.list(
    "EVAL_JOBS_REQUIREMENTS", default=["lm_eval[hf]==0.4.13", "transformers==5.19.0", "peft==0.21.2"]
)
CELERY_TASK_ROUTES = {"submissions.tasks.evaluate": {"queue": "gpu"}}
CELERY_BEAT_SCHEDULER = "celery.beat.Scheduler"  # the default keeps its schedule in a pickle
CELERY_BEAT_SCHEDULE = {
    # Without workers the sweeps would pile up: one that nobody took for so long is not wanted any more.
    task: {"task": task, "schedule": SWEEP_SECONDS, "options": {"expires": max(SWEEP_SECONDS, 10.0)}}
    for task in (
        "submissions.tasks.sweep",
        "submissions.tasks.sweep_open_audits",
        "submissions.tasks.keep_watch",
        "submissions.tasks.keep_likes",
        "submissions.tasks.sweep_evaluations",
        "hackathon.mail.tasks.sweep",
        "hackathon.imports.tasks.sweep",
        "hackathon.outreach.tasks.sweep",
        "judging.tasks.sweep_certificates",
        "judging.tasks.sweep_leaving",
        "judging.tasks.publish_results",
    )
}
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 1200}
else:
    CELERY_BROKER_URL = "filesystem://localhost"
    messages = VAR_DIR / "messages"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(messages / "queue"),
        "data_folder_out": str(messages / "queue"),
        "control_folder": str(messages / "control"),
        "store_processed": False,
        "polling_interval": 0.25,
    }
    for folder in () if WITHOUT_SITE else ("queue", "control"):
        (messages / folder).mkdir(parents=True, exist_ok=True)

# --- people ----------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "hackathon.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
SOCIALACCOUNT_ADAPTER = "hackathon.accounts.adapter.SocialAccountAdapter"
SOCIALACCOUNT_EMAIL_VERIFICATION = "mandatory"
SOCIALACCOUNT_REQUESTS_TIMEOUT = HF_TIMEOUT
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "huggingface",
                "name": "Hugging Face",
                "client_id": HF_CLIENT_ID,
                "secret": HF_CLIENT_SECRET,
                "settings": {
                    "server_url": HF_ENDPOINT,
                    "oauth_pkce_enabled": True,
                    "fetch_userinfo": True,
                    "scope": ["openid", "profile", "email", "read-memberships"],
                },
            }
        ],
    },
    # Always there, so that its addresses are; without the two variables they lead nowhere.
    "discord": {
        "OAUTH_PKCE_ENABLED": True,
        "SCOPE": ["identify"],
        "APPS": [{"client_id": DISCORD_CLIENT_ID, "secret": DISCORD_CLIENT_SECRET}],
    },
}

# --- mail ------------------------------------------------------------------------------------------------------------
vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
if vars()["EMAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend":
    EMAIL_BACKEND = "hackathon.mail.smtp.EmailBackend"
EMAIL_TIMEOUT = 10
MAIL_ANSWER_SECONDS = 60  # for a server's last word on a message, which it may look into first
MAIL_BATCH_SIZE = env.int("MAIL_BATCH_SIZE", default=50)  # over one connection
MAIL_BATCH_SECONDS = 240  # well under the time limit of a task
# After this long a message that is being sent is taken for one whose worker died. Longer than the hardest time limit.
MAIL_STALE_SECONDS = env.float("MAIL_STALE_SECONDS", default=660.0)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="hackathon@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- Discord ---------------------------------------------------------------------------------------------------------
# Announcements are posted to this webhook. Its address is its password: it is kept out of logs, pages and errors.
DISCORD_WEBHOOK_URL = env.str("DISCORD_WEBHOOK_URL", default="")
DEFAULT_EXCEPTION_REPORTER_FILTER = "hackathon.pages.reports.ReportFilter"

# --- languages and time ----------------------------------------------------------------------------------------------
LANGUAGE_CODE = "es"
LANGUAGES = [("es", "Español"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "hackathon.pages.formats"
USE_TZ = True
TIME_ZONE = "UTC"

# --- files -----------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = env.str("STATIC_ROOT", default=str(VAR_DIR / "static"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG

# --- security --------------------------------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=not DEBUG)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = not DEBUG
SESSION_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 0 if DEBUG else env.int("SECURE_HSTS_SECONDS", default=31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not DEBUG
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1  # tries are counted by the visitor's address, not by the proxy's
# The moment at which the proxy took a request, which may wait for a thread after that. Only where the proxy always sets it.
TRUST_REQUEST_START = env.bool("TRUST_REQUEST_START", default=False)
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
hub_parts = urlsplit(HF_ENDPOINT)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        # Signing in is a form that ends in a redirect to the Hub (connecting: to Discord), which browsers hold against
        # form-action.
        "form-action": [
            "'self'",
            f"{hub_parts.scheme}://{hub_parts.netloc}",
            *(["https://discord.com"] if DISCORD_ENABLED else []),
        ],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}

# --- API -------------------------------------------------------------------------------------------------------------
KNOX_TOKEN_MODEL = "accounts.ApiToken"
MIGRATION_MODULES = {"knox": None}  # its own table, which ours stands for, is not made
REST_KNOX = {"TOKEN_PREFIX": "hk_"}
REST_FRAMEWORK = {
    # The first one says what is missing (401) when nobody is signed in.
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "hackathon.accounts.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["hackathon.pages.api.parsing.JSONParser"],
    "EXCEPTION_HANDLER": "hackathon.pages.api.problems.tell",
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.PageNumberPagination",
    "PAGE_SIZE": 50,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": [
        "rest_framework.throttling.AnonRateThrottle",
        "rest_framework.throttling.UserRateThrottle",
        "hackathon.pages.api.throttling.WriteRateThrottle",
    ],
    "NUM_PROXIES": 1 if env.bool("BEHIND_PROXY", default=False) else 0,  # else a header of one's own is a new visitor
    "DEFAULT_THROTTLE_RATES": {"anon": "60/min", "user": "600/min", "write": "60/min"},
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Hackathon API",
    "DESCRIPTION": "Teams, their people, projects and results of an edition.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "hackathon.pages.api.schema.add_problems",
    ],
    # A verdict is called state on an entry and verdict on a result; kind is a part of a project, and a type of repo.
    "ENUM_NAME_OVERRIDES": {
        "VerdictStateEnum": "submissions.models.evidence.STATES",
        "EvidenceLevelEnum": "submissions.models.evidence.LEVELS",
        "RepoTypeEnum": ["dataset", "model", "space"],
        "ArtefactKindEnum": ["corpus", "model", "demo"],
    },
}

UNFOLD = {
    "SITE_TITLE": "Hackathon",
    "SITE_HEADER": "Hackathon",
    "SITE_URL": "/",
    "SITE_ICON": lambda request: static("pages/icon.svg"),
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("pages/icon.svg")}],
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "SIDEBAR": {"navigation": "hackathon.pages.sidebar.navigation"},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "httpx2": {"level": "WARNING"},
        "httpcore2": {"level": "WARNING"},
        "urllib3": {"level": "ERROR"},  # below that it writes addresses down, and a webhook's is a secret
    },
}
