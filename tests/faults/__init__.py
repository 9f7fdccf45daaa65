"""What may break, broken on purpose: the fault table. `make faults` runs all of it, `make test` once.

The servers and processes killed here are these tests' own (`stack.Stack`): nothing else notices.
"""
