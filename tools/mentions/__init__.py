"""Names of the tenant's records in what people type. `find_mentions` is for search and chat, `read` for
tickets."""

from tools.mentions.found import Mention, find_mentions
from tools.mentions.reading import Finding, Reading, read

__all__ = ["Finding", "Mention", "Reading", "find_mentions", "read"]
