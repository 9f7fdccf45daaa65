"""Screens of invoices."""
