"""What can go wrong while questions are answered, and the tree of all errors that this project raises on purpose.

Each is named by what the one who meets it can do. ``tests/test_house.py`` compares the tree with the classes::

    JobunError                    never raised itself; its kinds are told to people as they stand
    ├── PolicyUnreadable          mend the named file
    ├── PolicyUnknown             ask for a policy, version or section that is there
    ├── ImportRefused             give a file with text in it
    ├── EncoderUnavailable        name another encoder, or install what is said
    ├── EncoderDamaged            delete or reinstall what is named
    ├── IndexMissing              build the index
    ├── IndexStale                build the index again
    ├── IndexFailed               make room or wait; the old index is untouched
    ├── ExamplesUnreadable        make the named file again
    ├── CheckpointUnreadable      name another checkpoint, or train it again
    ├── ReaderUnavailable         reinstall, or switch the reader off
    ├── DeviceMissing             train on what this machine has
    ├── SettingsWrong             mend the named variable
    ├── QuestionRefused           ask as the message says
    ├── StateUnavailable          look at the database
    │   └── StateBusy             do it again at once
    ├── ConversationUnknown       begin a new one
    ├── ReplyUnknown              name a reply that is there
    ├── TrailBroken               find out who changed the database
    ├── ReplayRefused             give what is missing, as the message says
    ├── SiteFailed                mend what is named, and start it again
    ├── RequestRefused            write it as the message says
    │   └── CodeRefused           give the code that was sent last, or have another sent
    ├── RequestUnknown            look at the number and the secret
    ├── RequestFixed              leave it: it has gone too far for that
    ├── CodeNeeded                ask the person for the code that they were sent
    ├── CodeNotSent               look at the mail server
    ├── TargetRefused             leave it to people: it will not work later either
    ├── TargetUnavailable         wait, look whether it has worked, and do it again
    ├── CallbackRefused           find out who calls
    ├── SlackUnreachable          look at the named token, and at the network
    ├── RowsUnreadable            mend the named line
    ├── FitRefused                give other cases
    ├── BenchFailed               run the named command by itself
    └── RunUnusable               name another file, or begin the run afresh
"""

from __future__ import annotations

from corpus.errors import JobunError


class SettingsWrong(JobunError):
    """A variable of the environment is unknown or set to what cannot be: mend the named one."""


class QuestionRefused(JobunError):
    """What was asked cannot be read as a question: ask it as the message says."""


class StateUnavailable(JobunError):
    """The database cannot be reached or used: look at what the message names."""


class StateBusy(StateUnavailable):
    """Others are at the same rows, and nothing was changed: do it again at once."""


class ConversationUnknown(JobunError):
    """A conversation was named that is not there, or no longer: begin a new one."""


class ReplyUnknown(JobunError):
    """A reply was named that is not there, or no longer: name one that is."""


class TrailBroken(JobunError):
    """The trail is not what was written: find out who changed the database at the place that is named."""


class ReplayRefused(JobunError):
    """A reply cannot be made again from what is there: give what the message names."""


class SiteFailed(JobunError):
    """The site cannot be started: mend what the message names, and start it again."""


class RequestRefused(JobunError):
    """What was filled in cannot be filed: write it as the message says. The message holds none of it."""


class CodeRefused(RequestRefused):
    """It is not the code that was sent, or it has expired, or was tried too often."""


class RequestUnknown(JobunError):
    """There is no such request, or the secret is not its own: look at both."""


class RequestFixed(JobunError):
    """A request has gone too far for what was wanted of it."""


class CodeNeeded(JobunError):
    """Nothing is filed before the code is given that the person was sent by e-mail."""


class CodeNotSent(JobunError):
    """A code could not be sent by e-mail: look at the mail server. The message holds no address."""


class TargetRefused(JobunError):
    """The target will not take it, now or later (4xx). The message says why, and holds nothing that the person wrote."""


class TargetUnavailable(JobunError):
    """It may work later, and may even have worked: refused connection, time-out, 429, 5xx, half an answer."""

    def __init__(self, message: str, *, retry_after_s: float | None = None) -> None:
        """``retry_after_s``: how long the target asks to be left alone."""
        super().__init__(message)
        self.retry_after_s = retry_after_s


class CallbackRefused(JobunError):
    """A callback is not from whom it should be. The message says what was wrong, for the log; who called is told 403 alone."""


class SlackUnreachable(JobunError):
    """Slack cannot be reached, or does not take a token: look at the one that the message names."""
