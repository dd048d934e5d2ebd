"""P6 and P8: the offline parse of one sentence, with 1,000 to 100,000 companies.

python -m evals.bench.parse [--sizes 1000,10000,100000] [--json]
"""

import argparse
import json
import sys
import time
from random import Random
from statistics import median, quantiles
from typing import Any

from evals.bench.names import catalog_of, company_names, misspelt
from tools.quick_create import parse

SEED = 11
SENTENCES = 200
_FORMS = (
    "Outlook not syncing at {company}, high priority, assign to Ada",
    "{company}: printer offline in the warehouse since this morning, service desk, low",
    "New ticket for {company}, the vpn drops every hour and nobody can reach the file server. Network"
    " operations, Ben to look",
    "can someone from netops check why {company} cannot mail anyone, critical",
    "{company} needs two laptops on Monday, projects board, Cora please",
)


def measure(size: int) -> dict[str, Any]:
    """The figures of one list size: half of the names are misspelt."""
    random = Random(SEED)
    names = company_names(size, random)
    catalog = catalog_of(names)
    started = time.perf_counter()
    parse(catalog, "printer offline at Nowhere Known", None)
    build_seconds = time.perf_counter() - started
    times, right = [], 0
    for number in range(SENTENCES):
        name = random.choice(names)
        typed = misspelt(name, random) if number % 2 else name
        sentence = _FORMS[number % len(_FORMS)].format(company=typed)
        started = time.perf_counter()
        result = parse(catalog, sentence, "m0")
        times.append((time.perf_counter() - started) * 1_000)
        right += result.company_id is not None and names[int(result.company_id)] == name
    return {
        "companies": size,
        "build_seconds": round(build_seconds, 2),
        "p50_ms": round(median(times), 2),
        "p95_ms": round(quantiles(times, n=20)[-1], 2),
        "right_company": round(right / SENTENCES, 3),
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", default="1000,10000,100000")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    for size in options.sizes.split(","):
        figure = measure(int(size))
        text = (
            json.dumps(figure)
            if options.json
            else "  ".join(f"{name} {value}" for name, value in figure.items())
        )
        sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    main()
