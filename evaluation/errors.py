"""What can go wrong while answers are judged; all below ``corpus.errors.JobunError``."""

from __future__ import annotations

from corpus.errors import JobunError


class RowsUnreadable(JobunError):
    """A file of cases, or of a collection for retrieval, cannot be used as it is: mend the named line."""


class FitRefused(JobunError):
    """The cases given cannot tell the verdicts apart, or may not be used for it: give others."""


class BenchFailed(JobunError):
    """A command that the benchmark starts did not end well: run it by itself to see why."""


class RunUnusable(JobunError):
    """A file is no run of these cases on this text, or cannot be written: name another, or begin it afresh."""
