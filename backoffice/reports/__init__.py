"""Reports and exports."""

from backoffice.reports.columns import Column
from backoffice.reports.exports import export_response, write_export
from backoffice.reports.registry import Report, register
from backoffice.reports.sql import Sql

__all__ = ["Column", "Report", "Sql", "export_response", "register", "write_export"]
