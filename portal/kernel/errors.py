"""The errors that rooms raise; doors translate them into a page, a field or a problem document.

Each message is a sentence fit for a person.
"""


class PortalError(Exception):
    """The root of the five, so that a door can catch what is ours and nothing else."""


class NotFound(PortalError):
    """What was asked for does not exist; `field` says what kind of thing (key, page, month, lang), `given` which."""

    def __init__(self, message: str, *, field: str = "key", given: str = "") -> None:
        super().__init__(message)
        self.field = field
        self.given = given or message


class Gone(NotFound):
    """What was asked for existed and has been withdrawn."""


class NotValid(PortalError):
    """What was given breaks a rule; `field` names the place and `given` what stood there."""

    def __init__(self, message: str, *, field: str = "", given: str = "") -> None:
        super().__init__(message)
        self.field = field
        self.given = given


class NotAllowed(PortalError):
    """Who asks may not do this; `verb` says what was asked."""

    def __init__(self, message: str, *, verb: str = "") -> None:
        super().__init__(message)
        self.verb = verb


class Conflict(PortalError):
    """Somebody else changed the thing since it was read."""
