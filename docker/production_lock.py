"""The part of requirements.lock that the product itself needs, without the tools of its development.

Follows the lock's own `# via` notes from the project's dependencies downwards; markers and hashes stay.
"""

import re
import sys
import tomllib
from pathlib import Path


def production(lock: str, project: str) -> str:
    """Keep what `project` (its name in pyproject.toml) asks for, and what that asks for in turn."""
    blocks, wanted_by = {}, {}
    for block in re.split(r"^(?=[A-Za-z0-9])", lock, flags=re.MULTILINE)[1:]:
        name = block.split("==", 1)[0]
        blocks[name] = block
        notes = re.findall(r"^    #(?: via)? +(?:via )?(\S+)(?: \((\S+)\))?$", block, flags=re.MULTILINE)
        wanted_by[name] = {who for who, where in notes if who != project or where == "pyproject.toml"}
    kept = {project}
    while more := {name for name, callers in wanted_by.items() if callers & kept} - kept:
        kept |= more
    return "".join(block for name, block in blocks.items() if name in kept)


if __name__ == "__main__":
    lock, pyproject = (Path(name).read_text() for name in sys.argv[1:3])
    sys.stdout.write(production(lock, tomllib.loads(pyproject)["project"]["name"]))
