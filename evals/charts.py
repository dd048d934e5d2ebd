"""Bar charts as inline SVG: no scripts, no assets, colours from the page's own style."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

_LABEL, _BAR, _VALUE, _ROW, _HEIGHT, _HEAD = 150, 480, 110, 30, 12, 22
_WIDTH = _LABEL + _BAR + _VALUE
_LABEL_CHARACTERS = 22


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar. `share` is 0 to 1; `kept` and `first` are marked on it where there are any."""

    label: str
    share: float
    value: str
    kept: float | None = None
    first: float | None = None


def bar_chart(title: str, bars: Sequence[Bar]) -> Markup:
    """A chart with one bar a row. Its title and every value are text, so that it can be read aloud."""
    height = _HEAD + _ROW * len(bars)
    rows = Markup("").join(_row(bar, _HEAD + _ROW * place) for place, bar in enumerate(bars))
    grid = Markup("").join(_grid(step / 4, height) for step in range(5))
    return Markup(
        '<svg class="chart" viewBox="0 0 {w} {h}" role="img" aria-label="{title}">{grid}{rows}</svg>'
    ).format(w=_WIDTH, h=height + 4, title=f"{title}: {_spoken(bars)}", grid=grid, rows=rows)


def _spoken(bars: Sequence[Bar]) -> str:
    return "; ".join(f"{bar.label} {bar.value}" for bar in bars)


def _grid(share: float, height: int) -> Markup:
    x = _x(share)
    return Markup(
        '<line class="grid" x1="{x}" y1="{top}" x2="{x}" y2="{h}"/>'
        '<text class="axis" x="{x}" y="11" text-anchor="middle">{percent} %</text>'
    ).format(x=x, top=_HEAD - 6, h=height, percent=f"{share * 100:.0f}")


def _row(bar: Bar, y: int) -> Markup:
    top, middle = y + (_ROW - _HEIGHT) // 2, y + _ROW // 2 + 4
    label = bar.label if len(bar.label) <= _LABEL_CHARACTERS else f"{bar.label[: _LABEL_CHARACTERS - 1]}…"
    width = max(_BAR * min(bar.share, 1.0), 1.0)
    return Markup(
        '<text class="label" x="{lx}" y="{m}" text-anchor="end">{label}</text>'
        '<rect class="track" x="{x}" y="{t}" width="{full}" height="{h}" rx="3"/>'
        '<rect class="bar" x="{x}" y="{t}" width="{w}" height="{h}" rx="3"/>'
        "{marks}"
        '<text class="value" x="{vx}" y="{m}">{value}</text>'
    ).format(
        lx=_LABEL - 12,
        m=middle,
        label=label,
        x=_LABEL,
        t=top,
        full=_BAR,
        w=f"{width:.1f}",
        h=_HEIGHT,
        marks=_mark("first", bar.first, top) + _mark("kept", bar.kept, top),
        vx=_LABEL + _BAR + 12,
        value=bar.value,
    )


def _mark(kind: str, share: float | None, top: int) -> Markup:
    if share is None:
        return Markup("")
    x = _x(share)
    return Markup('<line class="{kind}" x1="{x}" y1="{a}" x2="{x}" y2="{b}"/>').format(
        kind=kind, x=x, a=top - 4, b=top + _HEIGHT + 4
    )


def _x(share: float) -> str:
    return f"{_LABEL + _BAR * min(max(share, 0.0), 1.0):.1f}"
