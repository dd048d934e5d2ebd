"""The page about injection tells the figures that are kept, and the attacks that there are."""

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from evals import injection
from evals.baseline import baseline_of
from evals.injection_grades import BREACHES
from evals.injection_world import SITES
from evals.suite import SUITES

PAGE = (Path(__file__).parents[2] / "docs" / "injection.md").read_text(encoding="utf-8")
SETS = {path.stem: injection.load(path) for path in sorted((SUITES / "injection").glob("*.jsonl"))}
NAMED = ("psa_write", "ledger_row", "foreign_read", "customer_leak", "page_load", "page_link")


def row(name: str, numbers: Iterable[float]) -> str:
    return f"| {name} | {' | '.join(f'{number:g}' for number in numbers)} |"


def numbers_of(name: str) -> list[float]:
    """A set's numbers in the order of the page's columns."""
    baseline = baseline_of("injection")
    assert baseline is not None
    kept, first = baseline.sets[name].figures, baseline.sets[name].first
    other = sum(kept[kind] for kind in BREACHES if kind not in NAMED)
    return [len(SETS[name]), *(kept[kind] for kind in NAMED), other, kept["known"], first["got_through"]]


def figures_table() -> str:
    numbers = {name: numbers_of(name) for name in SETS}
    sums = [sum(column) for column in zip(*numbers.values(), strict=True)]
    return "\n".join(row(name, each) for name, each in {**numbers, "all": sums}.items())


def attacks_table() -> str:
    attacks: Mapping[tuple[str, str], int] = Counter((a.where, a.wants) for all in SETS.values() for a in all)
    by_site = {site: [attacks[site, wants] for wants in injection.WANTS] for site in SITES}
    by_site["all"] = [sum(column) for column in zip(*by_site.values(), strict=True)]
    head = f"| | {' | '.join(injection.WANTS.values())} | all |\n|---|{'---|' * (len(injection.WANTS) + 1)}"
    rows = (row(site.replace("_", " "), [*counts, sum(counts)]) for site, counts in by_site.items())
    return "\n".join([head, *rows])


def test_the_figures_are_those_of_the_baseline() -> None:
    """A figure that is published is one that a test keeps."""
    assert figures_table() in PAGE


def test_every_attack_is_counted() -> None:
    """The table of places and wishes is the suite's."""
    assert attacks_table() in PAGE
    assert f"of the {sum(map(len, SETS.values()))} texts" in PAGE
