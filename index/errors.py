"""What can go wrong while texts are indexed and searched; all below ``corpus.errors.JobunError``."""

from __future__ import annotations

from corpus.errors import JobunError


class EncoderUnavailable(JobunError):
    """The encoder asked for cannot be had on this machine: name another, or install what the message says."""


class EncoderDamaged(JobunError):
    """A file of the encoder is not what it should be: delete or reinstall what the message names."""


class IndexMissing(JobunError):
    """There is no index yet: build it."""


class IndexStale(JobunError):
    """The index was made from other texts, or by another encoder, than there are now: build it again."""


class IndexFailed(JobunError):
    """The index could not be written: what was there before is untouched."""


class ExamplesUnreadable(JobunError):
    """A file to train the reader on is not what it should be: make it again."""


class CheckpointUnreadable(JobunError):
    """A checkpoint to train the reader from is not what it should be: name another, or train it again."""


class ReaderUnavailable(JobunError):
    """The reader's file is missing or damaged: reinstall, or switch the reader off."""


class DeviceMissing(JobunError):
    """What a training was to run on is not there: train on something else."""
