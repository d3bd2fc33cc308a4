"""What Slack takes, in characters or blocks."""

from __future__ import annotations

from typing import Final

MESSAGE_BLOCKS: Final = 50
VIEW_BLOCKS: Final = 100
SECTION: Final = 3_000
BUTTON: Final = 75
VALUE: Final = 2_000
VIEW_TITLE: Final = 24
"""Of a view's title, submit and close."""
METADATA: Final = 3_000
TEXT: Final = 40_000
MARKDOWN: Final = 12_000
ALL: Final = 11_000
"""Of all texts of an answer together: Slack refuses a message from about 13,200 on, and the question may stand above it."""
PROMPTS: Final = 4
