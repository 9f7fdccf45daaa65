"""Settings of the web and worker processes. Other logins have their own: settings_owner, settings_provisioner."""

from __future__ import annotations

import json
from pathlib import Path

import pghistory

from backoffice.config import env

ROOT = env.ROOT
VAR = env.VAR
DEBUG = env.flag("DEBUG")
SECRET_KEY = env.text("SECRET_KEY")
# Links in mail are built from this, never from a request.
SERVICE_URL = env.text("SERVICE_URL", "http://localhost:8000")
SERVICE_DOMAIN = SERVICE_URL.split("://", 1)[1].split("/", 1)[0].split(":", 1)[0]
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS", f"{SERVICE_DOMAIN},.{SERVICE_DOMAIN}")
if DEBUG and SERVICE_URL.startswith("https://"):
    raise env.Misconfigured(
        "DEBUG shows code and settings to whoever meets an error: switch it off for a service on https."
    )
PRODUCT_NAME = "Police back office"
REFERENCE_DIR = Path(env.text("REFERENCE_DIR", str(ROOT.parent / "shared" / "reference")))
BUSINESS_DATE = env.day("BUSINESS_DATE")

SHARED_APPS = [
    "tenants",  # before django_tenants: its migrate commands are replaced
    "django_tenants",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
]
TENANT_APPS = [
    "backoffice.tenancy",
    "backoffice.audit",
    "backoffice.numbering",
    "backoffice.jobs",
    "backoffice.documents",
    "backoffice.imports",
    "backoffice.approvals",
    "backoffice.reports",
    "backoffice.work",
    "backoffice.api",
    "hr",
    "finance",
    "payroll",
]
INSTALLED_APPS = [
    *SHARED_APPS,
    *TENANT_APPS,
    "backoffice.config",
    "backoffice.ui",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "django_tables2",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "pgtrigger",
    "pghistory",
]
AUTH_USER_MODEL = "tenants.User"
TENANT_MODEL = "tenants.Authority"
TENANT_DOMAIN_MODEL = "tenants.Host"
PUBLIC_SCHEMA_NAME = "public"
DATABASE_ROUTERS = ["backoffice.tenancy.router.PortalRouter", "django_tenants.routers.TenantSyncRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PGHISTORY_FOREIGN_KEY_FIELD = pghistory.ForeignKey(
    db_index=False
)  # history is read by the record it is about

MIDDLEWARE = [
    "backoffice.tenancy.middleware.RequestId",
    "backoffice.documents.uploads.RefuseLargeRequests",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "backoffice.ui.csp.ContentSecurityPolicy",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",  # outside of those that answer by themselves
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "backoffice.tenancy.session_limits.SessionLimits",
    "backoffice.tenancy.middleware.AuthorityFromPath",
    "backoffice.tenancy.second_factor.SecondFactor",
]
ROOT_URLCONF = "backoffice.config.urls"
WSGI_APPLICATION = "backoffice.config.wsgi.application"
FORM_RENDERER = "backoffice.ui.forms.Renderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["backoffice.ui.templatetags.ui"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "backoffice.ui.shell.shell",
            ],
        },
    }
]


def database(user: str, password: str, **options: object) -> dict[str, object]:
    """One PostgreSQL login's settings; the startup packet carries what must hold for the whole connection."""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": env.text("DATABASE_HOST"),
        "PORT": env.text("DATABASE_PORT", "5432"),
        "NAME": env.text("DATABASE_NAME", "backoffice"),
        "USER": user,
        "PASSWORD": password,
        "CONN_MAX_AGE": env.number("DATABASE_CONNECTION_SECONDS", 600),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": "-c search_path=public -c TimeZone=UTC -c statement_timeout=60s"},
        **options,
    }


def administrator() -> dict[str, str]:
    """How the database's administrator connects: for `bootstrap` and for tests, whose settings alone hold it."""
    return {
        "host": env.text("DATABASE_HOST"),
        "port": env.text("DATABASE_PORT", "5432"),
        "user": env.text("DATABASE_SUPERUSER", "postgres"),
        "password": env.text("SUPERUSER_DB_PASSWORD", ""),
    }


POSTGRES_BIN = env.text("POSTGRES_BIN", "")  # where pg_dump, pg_restore and psql are
AUTHORITY_DB_SECRET = env.text("AUTHORITY_DB_SECRET")
AUTHORITY_CONNECTIONS = env.number("AUTHORITY_CONNECTIONS", 8)
AUTHORITY_PLACEMENT = "backoffice.tenancy.placement.server_of"
AUTHORITY_SERVERS: dict[str, dict[str, str]] = json.loads(
    env.text("AUTHORITY_SERVERS", "{}")
)  # name -> host, port
AUTHORITY_SECONDS = env.number(
    "AUTHORITY_SECONDS", 15
)  # how long a process believes what it read of an authority
STATEMENT_TIMEOUT = env.text("STATEMENT_TIMEOUT", "60s")
AUTHORITY_CONNECTION_LIMIT = env.number(
    "AUTHORITY_CONNECTION_LIMIT", 60
)  # of one authority, all processes together
AUTHORITY_IDLE_TIMEOUT = env.text("AUTHORITY_IDLE_TIMEOUT", "15min")  # the server closes what nobody uses
MIGRATION_RETRY_SECONDS = 1.0
LOGIN_PASSWORDS: dict[str, str] = {}  # settings_owner has them
OWNER_WORK = False  # True only where the owner's login is the one in use: migrations, backup, restore
DATABASES = {
    "default": database(
        "no_authority", env.text("NO_AUTHORITY_DB_PASSWORD"), ENGINE="backoffice.tenancy.backend"
    ),
    "portal": database("portal", env.text("PORTAL_DB_PASSWORD")),
}

CACHES = {  # sign-in limits count here, so they survive a lost Redis; keys carry the authority
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "sign_in_limits",
        "KEY_FUNCTION": "backoffice.tenancy.cache.authority_key",
        # Above this a third is dropped, whatever it is: with Django's 300 a flood would wash the limits away.
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    },
}

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [ROOT / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(env.text("MEDIA_ROOT", str(VAR / "media")))
STORAGES = {
    "default": {"BACKEND": "backoffice.tenancy.storage.AuthorityStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

SECURE = SERVICE_URL.startswith("https://")
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = 31536000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("BEHIND_PROXY") else None
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
UPLOAD_MAX_BYTES = env.number("UPLOAD_MAX_BYTES", 50 * 1024 * 1024)
MODULUS_WEIGHTS_FILE = Path(
    env.text("MODULUS_WEIGHTS_PATH", str(VAR / "modulus_weights.txt"))
)  # loaded by the operator

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
SESSION_COOKIE_AGE = 12 * 60 * 60  # absolute: nobody stays signed in over a day's work
SESSION_IDLE_SECONDS = env.number("SESSION_IDLE_SECONDS", 15 * 60)
ACCOUNT_ADAPTER = "tenants.sign_in.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # an identity is made by an invitation, whose link proves the address
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_FORMS = {
    "login": "tenants.forms.LoginForm",
    "change_password": "tenants.forms.ChangePasswordForm",
    "reset_password": "tenants.forms.ResetPasswordForm",
    "reset_password_from_key": "tenants.forms.ResetPasswordKeyForm",
    "reauthenticate": "tenants.forms.ReauthenticateForm",
}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60  # approving money asks again after this
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = f"{PRODUCT_NAME}: "
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reset_password": "20/m/ip,5/m/key",
}
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXIES", 0)
MFA_ADAPTER = "tenants.sign_in.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = PRODUCT_NAME
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE  # http://localhost of the demonstration
MFA_FORMS = {
    "authenticate": "tenants.forms.AuthenticateForm",
    "reauthenticate": "tenants.forms.ConfirmByCodeForm",
    "activate_totp": "tenants.forms.ActivateTotpForm",
    "add_webauthn": "tenants.forms.AddPasskeyForm",
    "edit_webauthn": "tenants.forms.EditPasskeyForm",
}
SOCIALACCOUNT_LOGIN_ON_GET = True  # a link: the content policy lets no form lead away from the service
SOCIALACCOUNT_ADAPTER = "tenants.sign_in.OpenIdConnectAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_PROVIDERS = {
    # One entry an authority: {"provider_id", "name", "client_id", "secret", "settings": {"server_url"}}
    "openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": json.loads(env.text("OPENID_CONNECT_APPS", "[]"))}
}
USERSESSIONS_TRACK_ACTIVITY = False

EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if env.text("EMAIL_HOST", "")
    else "django.core.mail.backends.dummy.EmailBackend"
)
EMAIL_HOST = env.text("EMAIL_HOST", "")
EMAIL_PORT = env.number("EMAIL_PORT", 587)
EMAIL_HOST_USER = env.text("EMAIL_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_PASSWORD", "")
EMAIL_USE_TLS = env.flag("EMAIL_TLS", True)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", f"no-reply@{SERVICE_DOMAIN}")

CELERY_BROKER_URL = env.text("REDIS_URL")
JOB_LEASE_SECONDS = env.number("JOB_LEASE_SECONDS", 120)  # how long a silent worker keeps a job
JOB_SWEEP_SECONDS = env.number("JOB_SWEEP_SECONDS", 30)
REST_FRAMEWORK = {"DEFAULT_SCHEMA_CLASS": "backoffice.api.openapi.Schema"}
SPECTACULAR_SETTINGS = {
    "ENUM_NAME_OVERRIDES": {  # each is called `state` or `kind` where it stands
        "JobStateEnum": "backoffice.jobs.models.JobState",
        "JournalStateEnum": "finance.models.Journal.State",
        "AccrualKindEnum": "finance.models.Accrual.Kind",
        "BudgetKindEnum": "finance.models.BudgetVersion.Kind",
        "InvoiceKindEnum": "finance.models.Invoice.Kind",
        "ReceiptKindEnum": "finance.models.Receipt.Kind",
        "SupplierKindEnum": "finance.models.Supplier.Kind",
        "BudgetStateEnum": "finance.models.BudgetVersion.State",
        "InvoiceStateEnum": "finance.models.Invoice.State",
        "OrderStateEnum": "finance.models.PurchaseOrder.State",
        "PaymentRunStateEnum": "finance.models.PaymentRun.State",
        "PaymentStateEnum": "finance.models.Payment.State",
        "PeriodStateEnum": "finance.models.Period.State",
        "PublicationStateEnum": "finance.models.Publication.State",
        "RequisitionStateEnum": "finance.models.Requisition.State",
        "SupplierStateEnum": "finance.models.Supplier.State",
        "VirementStateEnum": "finance.models.Virement.State",
        "CloseTaskStateEnum": "finance.models.CloseTask.State",
        "ReconciliationStateEnum": "finance.models.Reconciliation.State",
        "PayRunKindEnum": "payroll.models.PayRun.KINDS",
        "PayRunStateEnum": "payroll.models.PayRun.STATES",
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "backoffice.logs.JsonLines"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
        "fontTools": {"level": "WARNING"},
    },
}
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
