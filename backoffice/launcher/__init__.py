"""Starts what the back office needs on one machine: a private PostgreSQL and Redis, then its own processes.

No Django here: the services start before the product is configured, and `install.py` runs before anything
is installed. `python -m backoffice.launcher --help` lists the commands; the Makefile is the usual way in.
"""
