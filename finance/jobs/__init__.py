"""Long work of finance, as jobs."""
