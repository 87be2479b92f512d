"""What can stop an act, each with a sentence for the person who tried it."""

from collections.abc import Mapping

from evaluator.scoring.messages import Problem


class NotAllowed(Problem):
    """The actor may not do this."""


class NotFound(Problem):
    """There is no such thing, or the actor may not know of it: both look the same."""


class Refused(Problem):
    """The act does not fit the state of things; the sentence says what to do instead.

    field : the form field that the sentence belongs to, where there is one
    details : further sentences, one a culprit
    """

    def __init__(
        self, template: str, *, field: str = "", details: tuple[Problem, ...] = (), **values: object
    ) -> None:
        super().__init__(template, **values)
        self.field = field
        self.details = details


class Conflict(Problem):
    """Somebody else, or another tab, was faster; nothing was overwritten.

    stored : what is stored now, for the page to show beside what was typed
    """

    def __init__(self, template: str, *, stored: Mapping[str, object], **values: object) -> None:
        super().__init__(template, **values)
        self.stored = stored
