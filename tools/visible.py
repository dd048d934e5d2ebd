"""What a person can see of a text. Marks that nobody sees carry orders to models and hide words from people.

Taken out: control characters, zero-width space and friends, soft hyphens, direction overrides and isolates,
tag characters, fillers, and the variation selectors that bytes are hidden in. Left in: joiners, left-to-right
marks and emoji selectors, which scripts and emoji need.
"""

import re

_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u115f\u1160\u180e\u200b\u202a-\u202e\u2060-\u2064\u2066-\u206f"
    "\u3164\ud800-\udfff\ufe00-\ufe0d\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)


def visible(text: str) -> str:
    """The text without what cannot be seen; line feed and tab stay."""
    return _UNSEEN.sub("", text)
