"""How fast the product is, measured the way it runs: `make bench`, or `make bench ONLY=payrun` for one group."""
