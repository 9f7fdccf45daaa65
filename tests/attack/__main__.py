"""`python -m tests.attack`: the attack table on the server the environment names. Exit status 0 only if all held."""

from __future__ import annotations

import os
import sys
from collections import Counter

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backoffice.config.settings_test")


def main() -> int:
    import django

    django.setup()
    from tests import database
    from tests.attack.runner import run

    database.ensure()
    results = run()
    width = max(len(result.name) for result in results)
    group = ""
    for result in results:
        if result.group.startswith("catalogue") and result.outcome == "held":
            continue
        if result.group != group:
            group = result.group
            sys.stdout.write(f"\n{group}\n")
        sys.stdout.write(f"  {result.outcome:<8}  {result.name:<{width}}  {result.told}\n")
    for name, count in Counter(r.group for r in results if r.group.startswith("catalogue")).items():
        readable = sum(r.group == name and r.told.startswith("read") for r in results)
        sys.stdout.write(f"\n{name}: {count} relations searched, {readable} of them can be read\n")
    counts = Counter(result.outcome for result in results)
    held, accepted, breached = (counts[word] for word in ("held", "accepted", "breached"))
    sys.stdout.write(f"\n{held} held, {accepted} accepted, {breached} breached\n")
    return 1 if breached or not held else 0


if __name__ == "__main__":
    sys.exit(main())
