"""Figures as people read them."""

from evals.suite import Figure


def figure_text(figure: Figure, value: float | None) -> str:
    """A figure in its unit; a dash where there is none."""
    if value is None:
        return "–"
    match figure.unit:
        case "share":
            return f"{value * 100:.1f} %"
        case "ms":
            return f"{value:,.1f} ms"
        case "usd":
            return f"${value:,.4f}"
        case _:
            return f"{value:,.0f}"


def change_text(figure: Figure, change: float) -> str:
    """A difference with its sign; empty when nothing changed. Shares differ by points."""
    match figure.unit:
        case "share":
            text = f"{change * 100:+.1f} points"
        case "ms":
            text = f"{change:+,.1f} ms"
        case "usd":
            text = f"{change:+,.4f} $"
        case _:
            text = f"{change:+,.0f}"
    return text if any(digit in text for digit in "123456789") else ""
