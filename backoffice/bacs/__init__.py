"""Bacs files in plain Python: Standard 18 and modulus checks. No Django."""
