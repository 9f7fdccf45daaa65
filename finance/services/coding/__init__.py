"""Projects, VAT codes and the accounts functions post to."""

from finance.services.coding.control_accounts import set_control_account
from finance.services.coding.projects import ProjectRow, add_project, change_project, put_projects
from finance.services.coding.vat_codes import VatCodeRow, add_vat_code, change_vat_code, put_vat_codes

__all__ = [
    "ProjectRow",
    "VatCodeRow",
    "add_project",
    "add_vat_code",
    "change_project",
    "change_vat_code",
    "put_projects",
    "put_vat_codes",
    "set_control_account",
]
