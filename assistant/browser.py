"""Finding a Chromium on this machine, for the browser tests and for `deskhand doctor`."""

import os
import shutil
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def find_chromium() -> str | None:
    """The browser that DESKHAND_CHROMIUM names, or the first one on the path."""
    named = os.environ.get("DESKHAND_CHROMIUM")
    if named:
        return named if os.access(named, os.X_OK) else None
    return next((path for name in NAMES if (path := shutil.which(name))), None)


if __name__ == "__main__":
    sys.exit(find_chromium() is None)
