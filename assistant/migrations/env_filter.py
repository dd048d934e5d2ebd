"""What autogenerate looks at."""

SEARCH = ("psa_search", "ix_psa_tickets_search")


def ours(name: str | None, kind: str, _parents: object) -> bool:
    """The search index is made by its own statements; autogenerate leaves it alone."""
    return not (name or "").startswith(SEARCH) and not (kind == "column" and name == "search")
