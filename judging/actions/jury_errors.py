"""Why something about the jury itself is refused: invitations, conflicts of interest, the sharing out of projects."""


class InvitationGone(Exception):
    """The invitation was taken back, answered or replaced by a newer one, there is none, or the judging is over."""


class AlreadyInvited(Exception):
    """That address has an invitation that is still open, or belongs to somebody on the jury (``on_jury``)."""

    def __init__(self, *, on_jury: bool) -> None:
        super().__init__("on jury" if on_jury else "open")
        self.on_jury = on_jury


class BadProfile(Exception):
    """What somebody says of themselves cannot be: a language or field that the rules do not have, an end before the start."""


class CannotLift(Exception):
    """Nobody judges their own team, whatever the reason."""


class PlanApplied(Exception):
    """The plan was applied already, by whoever was faster."""


class PlanNotApplied(Exception):
    """There is nothing to undo: the plan is not in force."""


class PlanStale(Exception):
    """Projects, judges, conflicts or reviews changed since the plan was made: it has to be made again."""


class PlanBegun(Exception):
    """Reviews of the plan have been begun; ``count`` of them. What people wrote is not undone."""

    def __init__(self, count: int) -> None:
        super().__init__(str(count))
        self.count = count


class CommonBegun(Exception):
    """Reviews of the project have been begun, so what they are for does not change any more."""


class AlreadyHas(Exception):
    """The person has a review of that project already."""
