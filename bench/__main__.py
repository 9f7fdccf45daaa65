"""`python -m bench [GROUP ...]`: measure, say what was found, and keep the figures in var/bench.json."""

from __future__ import annotations

import os
import sys
import time
import traceback

import django

GROUPS = ("onboarding", "list", "payslip", "payrun", "match", "tb", "posting", "export")


def main(wanted: list[str]) -> int:
    if unknown := [name for name in wanted if name not in GROUPS]:
        print(f"There is no group {', '.join(unknown)}. There are: {', '.join(GROUPS)}.")
        return 1
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    django.setup()
    from backoffice.launcher import figures
    from backoffice.launcher.places import Places
    from backoffice.launcher.postgres import Postgres
    from bench import authorities, groups

    version = Postgres(Places(authorities.env.VAR)).made_with()
    chosen = [groups.GROUPS[name] for name in GROUPS if not wanted or name in wanted]
    needed = list(dict.fromkeys(data for group in chosen for data in group.needs))
    setup = authorities.ensure(needed, print)
    if not wanted:
        figures.merge({"bench.setup_seconds": setup}, postgres=version)
    started = time.monotonic()
    missed: list[str] = []
    failed: list[str] = []
    for group in chosen:
        print(
            f"\n{group.name} (load of the machine before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores)"
        )
        try:
            found = group.measure()
        except Exception:
            traceback.print_exc()
            failed.append(group.name)
            continue
        figures.merge(found, scale=group.scale, postgres=version)
        for key, value in found.items():
            target = group.targets.get(key)
            met = target is None or value <= target
            missed += [] if met else [key]
            told = "" if target is None else f"target {target:g}{'' if met else '  MISSED'}"
            print(f"  {key:32} {value:>12,.2f}   {told}")
    print(f"\nMeasured in {time.monotonic() - started:,.0f} seconds.")
    for word, names in (("Missed", missed), ("Could not be measured", failed)):
        if names:
            print(f"{word}: {', '.join(names)}.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
