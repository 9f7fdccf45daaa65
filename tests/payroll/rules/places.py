"""Where the test cases stand."""

import os
from pathlib import Path

import payroll.rules.check

ROOT = Path(payroll.rules.check.__file__).resolve().parents[2]
REFERENCE_DIR = Path(os.environ.get("REFERENCE_DIR") or ROOT / "../shared/reference")
if not REFERENCE_DIR.is_absolute():
    REFERENCE_DIR = ROOT / REFERENCE_DIR
PUBLISHED = REFERENCE_DIR / "payroll" / "published.json"
