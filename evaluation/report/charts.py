"""Charts as SVG: lines and bars from shares and counts. Each says in words what it shows; the table behind it stands beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup, escape

WIDTH: Final = 520
HEIGHT: Final = 300
_LEFT: Final = 44
_RIGHT: Final = 14
_TOP: Final = 12
_BOTTOM: Final = 40
_COUNT: Final = 16
"""What is kept free above the highest bar for its count."""


@dataclass(frozen=True, slots=True)
class Line:
    """Points (x and y from 0 to 1) with a name; ``dots`` are the sizes of the points, none where they are not drawn."""

    name: str
    points: tuple[tuple[float, float], ...]
    dots: tuple[float, ...] = ()
    dashed: bool = False


def lines_chart(lines: Sequence[Line], *, label: str, x: str, y: str, diagonal: bool = False) -> Markup:
    """Lines over a square from 0 to 1; with ``diagonal`` the line on which both are the same."""
    parts = [_grid(x, y)]
    if diagonal:
        parts.append(Markup('<line class="diagonal" x1="{}" y1="{}" x2="{}" y2="{}"/>').format(*_at(0, 0), *_at(1, 1)))
    for number, one in enumerate(lines):
        path = " ".join(f"{_at(*point)[0]:.1f},{_at(*point)[1]:.1f}" for point in one.points)
        dash = ' stroke-dasharray="6 4"' if one.dashed else ""
        parts.append(Markup('<polyline class="line s{}" points="{}"{}/>').format(number, path, Markup(dash)))  # noqa: S704 - a constant
        for point, size in zip(one.points, one.dots, strict=False):
            left, top = _at(*point)
            parts.append(Markup('<circle class="dot s{}" cx="{:.1f}" cy="{:.1f}" r="{:.1f}"/>').format(number, left, top, size))
    return _svg(label, parts)


def bars_chart(counts: Sequence[tuple[str, int]], *, label: str, x: str, y: str) -> Markup:
    """A bar for each count, named below; the highest fills the height."""
    most = max((count for _, count in counts), default=0) or 1
    parts = [_axes(x, y)]
    wide = (WIDTH - _LEFT - _RIGHT) / max(len(counts), 1)
    for at, (name, count) in enumerate(counts):
        tall = (HEIGHT - _TOP - _BOTTOM - _COUNT) * count / most
        left, top = _LEFT + at * wide, HEIGHT - _BOTTOM - tall
        parts.append(
            Markup('<rect class="bar" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" rx="2"/>').format(
                left + 2, top, max(wide - 4, 1), tall
            )
        )
        middle = left + wide / 2
        parts.append(_text(middle, HEIGHT - _BOTTOM + 15, name, "middle"))
        if count:
            parts.append(_text(middle, top - 4, str(count), "middle", "count"))
    return _svg(label, parts)


def _svg(label: str, parts: Sequence[Markup]) -> Markup:
    return Markup('<svg viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>').format(
        WIDTH, HEIGHT, label, Markup("").join(parts)
    )


def _grid(x: str, y: str) -> Markup:
    parts = []
    for tenth in (0, 2, 4, 6, 8, 10):
        share = tenth / 10
        (left, bottom), (right, _), (_, top) = _at(0, share), _at(1, share), _at(share, 1)
        parts.append(Markup('<line class="grid" x1="{}" y1="{:.1f}" x2="{}" y2="{:.1f}"/>').format(left, bottom, right, bottom))
        parts.append(_text(left - 6, bottom + 4, f"{share:.1f}", "end"))
        parts.append(_text(_at(share, 0)[0], HEIGHT - _BOTTOM + 15, f"{share:.1f}", "middle"))
        parts.append(
            Markup('<line class="grid" x1="{:.1f}" y1="{}" x2="{:.1f}" y2="{}"/>').format(
                _at(share, 0)[0], top, _at(share, 0)[0], HEIGHT - _BOTTOM
            )
        )
    return Markup("").join([*parts, _axes(x, y)])


def _axes(x: str, y: str) -> Markup:
    bottom = HEIGHT - _BOTTOM
    axis = Markup('<line class="axis" x1="{}" y1="{}" x2="{}" y2="{}"/>').format(_LEFT, bottom, WIDTH - _RIGHT, bottom)
    across = _text((WIDTH + _LEFT - _RIGHT) / 2, HEIGHT - 6, x, "middle", "name")
    along = Markup('<text class="name" text-anchor="middle" transform="translate(12 {:.1f}) rotate(-90)">{}</text>').format(
        (HEIGHT - _BOTTOM + _TOP) / 2, y
    )
    return Markup("").join([axis, across, along])


def _text(left: float, top: float, said: str, anchor: str, kind: str = "tick") -> Markup:
    return Markup('<text class="{}" x="{:.1f}" y="{:.1f}" text-anchor="{}">{}</text>').format(
        kind, left, top, anchor, escape(said)
    )


def _at(x: float, y: float) -> tuple[float, float]:
    return _LEFT + x * (WIDTH - _LEFT - _RIGHT), HEIGHT - _BOTTOM - y * (HEIGHT - _TOP - _BOTTOM)
