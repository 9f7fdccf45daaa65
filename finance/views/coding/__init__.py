"""Projects, VAT codes, control accounts."""
