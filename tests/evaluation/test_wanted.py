"""A cited section counts where it equals a wanted one or lies below it."""

from __future__ import annotations

import pytest

from evaluation.wanted import WantedSection


@pytest.mark.parametrize(
    ("wanted", "section", "counts"),
    [
        ("7.2", "7.2", True),
        ("7.2", "7.2.1", True),
        ("7.2", "7.21", False),
        ("7.2", "7", False),
        ("3", "3の2", False),
        ("3", "3の2.1", False),
        ("3の2", "3の2.1", True),
        ("第7条第2項", "7.2.1", True),
        ("７．２", "7.2", True),
        ("3_2", "3の2", True),
        ("site-privacy/7.2", "7.2.1", True),
        ("other/7.2", "7.2", False),
    ],
)
def test_what_counts(wanted: str, section: str, *, counts: bool) -> None:
    assert WantedSection.parse(wanted).covers("site-privacy", section) is counts


def test_its_parts() -> None:
    wanted = WantedSection.parse("staff-handling/14の2.1")
    assert (wanted.policy, wanted.number, wanted.top, str(wanted)) == (
        "staff-handling",
        "14の2.1",
        "14の2",
        "staff-handling/14の2.1",
    )
    assert str(WantedSection.parse("第3条")) == "3"


def test_a_section_needs_a_number() -> None:
    with pytest.raises(ValueError, match="without a number"):
        WantedSection.parse("site-privacy/")
