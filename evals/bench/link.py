"""P4 and P8: linking one company mention among 1,000 to 100,000, beside rapidfuzz's `extractOne` with WRatio.

    python -m evals.bench.link [--sizes 1000,10000,100000] [--json]

Both sides get the same misspelt names in turn. `recall` is the share where the right company comes first;
of equal names (one core, two legal forms) any is right.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from random import Random
from statistics import median
from typing import Any

from rapidfuzz import fuzz, process, utils

from evals.bench.names import catalog_of, company_names, misspelt
from tools.catalog import Catalog
from tools.linking import link_company
from tools.names import core_of, keys_of

SEED = 7
QUERIES = 60


def measure(size: int) -> dict[str, Any]:
    """The figures of one list size."""
    random = Random(SEED)
    names = company_names(size, random)
    catalog = catalog_of(names)
    started = time.perf_counter()
    link_company(catalog, "Nothing Like It")
    build_seconds = time.perf_counter() - started
    wanted = [random.randrange(size) for _ in range(QUERIES)]
    typed = [misspelt(names[number], random) for number in wanted]
    lowered = [utils.default_process(name) for name in names]

    def scan(text: str) -> str:
        return names[process.extractOne(utils.default_process(text), lowered, scorer=fuzz.WRatio)[2]]

    def ours(text: str) -> str:
        return _best(catalog, text)

    times, right = _alternating((ours, scan), typed, [names[number] for number in wanted])
    p50 = [median(taken) for taken in times]
    return {
        "companies": size,
        "build_seconds": round(build_seconds, 2),
        "ours_p50_ms": round(p50[0], 3),
        "extract_one_p50_ms": round(p50[1], 3),
        "ratio": round(p50[0] / p50[1], 4),
        "ours_recall": round(right[0] / QUERIES, 3),
        "extract_one_recall": round(right[1] / QUERIES, 3),
    }


def _best(catalog: Catalog, text: str) -> str:
    link = link_company(catalog, text)
    return link.name or (link.candidates[0].name if link.candidates else "")


def _alternating(
    ways: Sequence[Callable[[str], str]], typed: Sequence[str], wanted: Sequence[str]
) -> tuple[list[list[float]], list[int]]:
    times: list[list[float]] = [[] for _ in ways]
    right = [0] * len(ways)
    for text, name in zip(typed, wanted, strict=True):
        for number, way in enumerate(ways):
            started = time.perf_counter()
            found = way(text)
            times[number].append((time.perf_counter() - started) * 1_000)
            right[number] += core_of(keys_of(found)) == core_of(keys_of(name))
    return times, right


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", default="1000,10000,100000")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    figures = [measure(int(size)) for size in options.sizes.split(",")]
    for figure in figures:
        text = (
            json.dumps(figure)
            if options.json
            else "  ".join(f"{name} {value}" for name, value in figure.items())
        )
        sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    main()
