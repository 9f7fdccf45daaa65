from tenants.services.bring_in_authority import bring_in_authority, onboard_authority

__all__ = ["bring_in_authority", "onboard_authority"]
