"""Pages of the close."""
