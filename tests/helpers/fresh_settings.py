"""The settings of a fresh process, whose environment a test chooses."""

import os
import subprocess
import sys

# Empty values are defaults, and keep a developer's .env out.
VALID = dict.fromkeys(
    ("DATABASE_URL", "DEBUG", "HTTPS_ONLY", "ALLOWED_HOSTS", "CACHE_URL", "COSMOS_ENDPOINT",
     "COSMOS_KEY", "COSMOS_DATABASE", "COSMOS_TIMEOUT_SEC", "SECRET_KEY_FALLBACKS"), "",
) | {"SECRET_KEY": "x" * 50}  # fmt: skip
PRINT = "from analytics_project import settings as s; print({})"


def load(printed: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Load the settings in a fresh process and print an expression of them."""
    return subprocess.run(
        [sys.executable, "-c", PRINT.format(printed)],
        capture_output=True, text=True, check=False,
        env={"PATH": os.environ["PATH"], **environment},
    )  # fmt: skip
