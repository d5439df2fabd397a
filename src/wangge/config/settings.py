"""Settings. Everything that differs between installations comes from the environment or from `var/`.

`WANGGE_VAR` names the folder that holds what this installation makes: secrets, uploads, logs, the private
PostgreSQL. The launcher writes `var/env` and exports it; nothing else is read from files here.
"""

import os
import sys
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from wangge.core.secrets import secret

ROOT = Path(__file__).resolve().parents[3]
VAR = Path(os.environ.get("WANGGE_VAR", ROOT / "var"))
TESTING = "pytest" in sys.modules


def database(variable: str, default: str) -> dict[str, object]:
    """A Django database entry from a `postgresql://` address; anything else is refused."""
    url = urlsplit(os.environ.get(variable, default))
    if url.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(f"{variable} must be a postgresql:// address, not {url.scheme}://")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": url.path.lstrip("/"),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": url.hostname or "",
        "PORT": str(url.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        # What the address says itself (sslmode, host of a socket) goes before our own.
        # Django switches prepared statements off unless a threshold is given; the ORM's own cursors never
        # prepare, so this number only lets `core.statements` do what it says.
        "OPTIONS": {"connect_timeout": 5, "application_name": "wangge", "prepare_threshold": 5}
        | dict(parse_qsl(url.query)),
    }


def number(variable: str, default: int) -> int:
    """A whole number from the environment; anything else is refused by name."""
    text = os.environ.get(variable, str(default))
    if not text.isdigit():
        raise ImproperlyConfigured(f"{variable} must be a whole number, not {text!r}")
    return int(text)


def one_of(variable: str, choices: tuple[str, ...]) -> str:
    """One of these words from the environment, the first if nothing is said; any other is refused by name."""
    text = os.environ.get(variable, choices[0])
    if text not in choices:
        raise ImproperlyConfigured(f"{variable} must be {' or '.join(choices)}, not {text!r}")
    return text


def tiles() -> dict[str, str] | None:
    """The server of map tiles beneath the outlines, if the environment names one; None: the map does without."""
    url = os.environ.get("WANGGE_TILES_URL", "")
    system = os.environ.get("WANGGE_TILES_COORD_SYS", "wgs84")
    if not url:
        return None
    if not url.startswith(("https://", "http://")) or not all(each in url for each in ("{z}", "{x}", "{y}")):
        raise ImproperlyConfigured(
            f"WANGGE_TILES_URL must be an address with {{z}}, {{x}} and {{y}}, not {url!r}"
        )
    if system not in {"wgs84", "gcj02"}:
        raise ImproperlyConfigured(f"WANGGE_TILES_COORD_SYS must be wgs84 or gcj02, not {system!r}")
    return {"url": url, "attribution": os.environ.get("WANGGE_TILES_ATTRIBUTION", ""), "coord_sys": system}


def single_sign_on() -> dict[str, object] | None:
    """The city's OpenID provider, if the environment names one; None: everybody logs in by password.

    `returns` is the page of the console that the provider sends people back to, `factors` what of the provider's
    `acr` and `amr` counts as a second factor, nothing if nothing is said.
    """
    issuer = os.environ.get("WANGGE_OIDC_ISSUER", "")
    if not issuer:
        return None
    given = {each: os.environ.get(f"WANGGE_OIDC_{each}", "") for each in ("CLIENT", "RETURN")}
    for name, value in {"ISSUER": issuer, "RETURN": given["RETURN"]}.items():
        here = urlsplit(value).hostname in {"localhost", "127.0.0.1", "::1"}
        if not value.startswith(("https://", "http://") if here else "https://"):
            raise ImproperlyConfigured(f"WANGGE_OIDC_{name} must be an https:// address, not {value!r}")
    if not given["CLIENT"] or not given["RETURN"].endswith("/console/sso"):
        raise ImproperlyConfigured(
            "WANGGE_OIDC_ISSUER also needs WANGGE_OIDC_CLIENT, and WANGGE_OIDC_RETURN: https://…/console/sso"
        )
    return {
        "issuer": issuer,
        "client": given["CLIENT"],
        "secret": os.environ.get("WANGGE_OIDC_SECRET", ""),
        "name": os.environ.get("WANGGE_OIDC_NAME", "") or urlsplit(issuer).hostname,
        "returns": given["RETURN"],
        "factors": frozenset(filter(None, os.environ.get("WANGGE_OIDC_FACTORS", "").split(","))),
    }


# Two doors to one database. `default` is the role the application runs as: it owns nothing, cannot bypass
# row-level security and cannot change a step. `owner` migrates; no request is ever served through it.
DATABASES = {
    "default": database("WANGGE_APP_DATABASE_URL", "postgresql://wangge_app@127.0.0.1/wangge"),
    "owner": database("WANGGE_OWNER_DATABASE_URL", "postgresql://wangge@127.0.0.1/wangge"),
}
APP_ROLE = str(DATABASES["default"]["USER"])

DEBUG = False
SECRET_KEY = secret("django")
ALLOWED_HOSTS = os.environ.get("WANGGE_HOSTS", "127.0.0.1,localhost,[::1],testserver").split(",")
ROOT_URLCONF = "wangge.config.urls"
WSGI_APPLICATION = "wangge.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
APPEND_SLASH = False

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.staticfiles",
    "ninja",
    "wangge.core",
    "wangge.network",
    "wangge.accounts",
    "wangge.catalogue",
    "wangge.registry",
    "wangge.events",
    "wangge.insight",
    "wangge.protection",
    "wangge.config",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "wangge.config.faces.Faces",
    "wangge.core.http.middleware.Problems",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]

AUTH_USER_MODEL = "accounts.Person"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# A session that nobody uses ends by itself (domain.md §6); accounts prolong one in use once a minute.
SESSION_ENGINE = "wangge.accounts.sessions"
SESSION_COOKIE_AGE = number("WANGGE_IDLE_MINUTES", 30) * 60
# However much it is used, a session ends so long after the log-in.
SESSION_HOURS = number("WANGGE_SESSION_HOURS", 12)
# Before something masked is shown or handed out, the person must have proved who they are so lately.
FRESH_MINUTES = number("WANGGE_FRESH_MINUTES", 15)
# Whether administrators, and whoever may see what is masked, must have a second factor (`accounts.factors`).
SECOND_FACTOR = one_of("WANGGE_SECOND_FACTOR", ("required", "offered"))
# The provider through which people may log in instead of by password (`accounts.sso`).
SINGLE_SIGN_ON = single_sign_on()
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = os.environ.get("WANGGE_HTTPS", "") == "1"
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE
CSRF_COOKIE_SAMESITE = "Lax"
if SESSION_COOKIE_SECURE:
    # The proxy before us speaks HTTPS and says so. Browsers are told to use nothing else with this host for a year;
    # nothing is said of other hosts of the city's domain.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
# How many proxies of ours stand in front and add to X-Forwarded-For; 0: the header is not believed.
TRUSTED_PROXIES = number("WANGGE_PROXIES", 0)
# A statement of a request that takes longer is given up by the database (`core.statements.limit`); jobs and
# commands have as long as they need.
STATEMENT_SECONDS = number("WANGGE_STATEMENT_SECONDS", 20)
# What seals sensitive columns from now on: `aes` (AES-256-GCM) or `sm4` (SM4-GCM). Both open, whatever stands here.
CIPHER = one_of("WANGGE_CIPHER", ("aes", "sm4"))
# How long the audit log is kept; the database itself keeps six months, whatever stands here.
AUDIT_MONTHS = number("WANGGE_AUDIT_MONTHS", 24)
# What counts as odd reading of personal data (`core.audit.watch`): `hour=20 day=60 night=22-6`.
ODD_READING = os.environ.get("WANGGE_ODD_READING", "")
# Rows of `core.rates.RATES` that are different here: `report=60/600` is 60 in 600 seconds.
RATES = os.environ.get("WANGGE_RATES", "")
# The map asks this host for pictures: the page policy must allow it (`img-src`).
MAP_TILES = tiles()
# Where browsers listen for live changes: an address of one's own (behind a proxy), else this port of the same
# host. `WANGGE_ORIGINS` names the pages that may, separated by commas; else every page of the same host may.
STREAM_URL = os.environ.get("WANGGE_STREAM_URL", "")
STREAM_PORT = number("WANGGE_STREAM_PORT", 8001)
# How often the session behind an open connection is looked at again; at most once a minute later (`stream.hub`).
STREAM_RECHECK_SECONDS = min(number("WANGGE_STREAM_RECHECK_SECONDS", 40), 50)
STREAM_ORIGINS = frozenset(filter(None, os.environ.get("WANGGE_ORIGINS", "").split(",")))
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [ROOT / "src" / "wangge" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
# The faces as `./wangge up` built them. The folder is followed once, so that a running process keeps serving
# what it began with while the next build takes its place.
BUILT_FACES = VAR / "faces" / "current"
WITHOUT_FACES = TESTING or os.environ.get("WANGGE_FACES") == "0"  # tests bring their own
FACES = None if WITHOUT_FACES or not BUILT_FACES.is_dir() else BUILT_FACES.resolve()
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_MIMETYPES = {".webmanifest": "application/manifest+json"}
MEDIA_ROOT = VAR / "uploads"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("WANGGE_LOG_LEVEL", "WARNING")},
}
