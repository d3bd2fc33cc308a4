"""What can go wrong while texts are indexed and searched; all below ``corpus.errors.JobunError``."""

from __future__ import annotations

from corpus.errors import JobunError


class EncoderUnavailable(JobunError):
    """The encoder asked for cannot be had on this machine: name another, or install what the message says."""


class EncoderDamaged(JobunError):
    """A file of the encoder is not what it should be: delete or reinstall what the message names."""
