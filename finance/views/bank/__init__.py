"""Screens of the bank."""
