"""Pay rules in plain Python: no Django, no database, no number of the law in the code."""
