"""An edition's rules as a whole. Pure."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hackathon.editions.rules.artefacts import DatasetRules, DemoRules, HubRules, ModelRules
from hackathon.editions.rules.audit import AuditRules
from hackathon.editions.rules.evaluation import EvaluationRules
from hackathon.editions.rules.jury import JuryRules
from hackathon.editions.rules.people import RegistrationRules, TeamRules
from hackathon.editions.rules.prizes import Presentation, Prize
from hackathon.editions.rules.rubric import Rubric
from hackathon.editions.rules.submission import SubmissionRules
from hackathon.editions.rules.texts import Text
from hackathon.editions.rules.times import DeadlineRules, Delivery, Milestone, Phase, Window, Windows


@dataclass(frozen=True, slots=True)
class EditionRules:
    """Everything that an edition decides. ``notice`` is shown on every page of the edition (empty: none)."""

    slug: str
    title: Text
    description: Text
    notice: Text | None
    timezone: str
    windows: Windows
    milestones: tuple[Milestone, ...]
    team: TeamRules
    submission: SubmissionRules
    hub: HubRules
    dataset: DatasetRules
    model: ModelRules
    demo: DemoRules
    rubric: Rubric
    prizes: tuple[Prize, ...]
    presentations: tuple[Presentation, ...]
    registration: RegistrationRules = field(default_factory=RegistrationRules)
    deadline: DeadlineRules = field(default_factory=DeadlineRules)
    audit: AuditRules = field(default_factory=AuditRules)
    evaluation: EvaluationRules = field(default_factory=EvaluationRules)
    jury: JuryRules = field(default_factory=JuryRules)

    @property
    def counts_until(self) -> datetime:
        """The first moment at which deliveries and commits no longer count as in time: the close and its grace."""
        return self.windows.submission.closes_at + timedelta(minutes=self.deadline.grace_minutes)

    @property
    def taken_until(self) -> datetime:
        """The first moment at which no delivery is taken any more, not even as a late one."""
        return self.counts_until + timedelta(minutes=self.deadline.late_minutes)

    @property
    def delivery_window(self) -> Window:
        """When deliveries are taken, those in the grace and late ones too."""
        return Window(self.windows.submission.opens_at, self.taken_until)

    @property
    def video_window(self) -> Window:
        """When the video's address may be given or changed."""
        return self.windows.video or self.delivery_window

    def delivery(self, at: datetime) -> Delivery:
        """How a delivery that arrives at ``at`` is taken."""
        if at < self.windows.submission.opens_at:
            return Delivery.EARLY
        if at < self.windows.submission.closes_at:
            return Delivery.OPEN
        if at < self.counts_until:
            return Delivery.GRACE
        return Delivery.LATE if at < self.taken_until else Delivery.CLOSED

    def phase(self, at: datetime) -> Phase:
        """Where the edition stands at ``at``. Building lasts while submissions are taken; between two windows the earlier phase lasts."""
        if at >= self.windows.results_at:
            return Phase.RESULTS
        if at >= self.windows.submission.closes_at:
            return Phase.JUDGING
        if at >= self.windows.submission.opens_at:
            return Phase.BUILDING
        if at >= self.windows.registration.opens_at:
            return Phase.REGISTRATION
        return Phase.BEFORE
