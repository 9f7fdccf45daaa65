from tenants.views.authorities import authority, onboarding
from tenants.views.health import health, ready
from tenants.views.portal import choose_authority, home, robots

__all__ = ["authority", "choose_authority", "health", "home", "onboarding", "ready", "robots"]
