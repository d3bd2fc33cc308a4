"""The root of all errors this project raises on purpose, and those of the policies' text.

A message is one or two sentences for a person: what is wrong, where, and what to do about it.
The command line prints it as it stands; a traceback is kept for the log.
"""

from __future__ import annotations


class JobunError(Exception):
    """Anything that a person can be told in a sentence. Never raised itself, only its kinds."""


class PolicyUnreadable(JobunError):
    """The text or the front matter of a policy cannot be used as it is: mend the named file."""


class PolicyUnknown(JobunError):
    """A policy, version or section was asked for that is not there: ask for one that is."""


class ImportRefused(JobunError):
    """A file holds no text that a policy could be made of: give another file."""
