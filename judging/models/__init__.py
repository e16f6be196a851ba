"""Who scores which project, the scores, and all that follows from them."""

from judging.models.archives import Archive, DatasetPush
from judging.models.certificates import Certificate, CertificateBatch, CertificateFile
from judging.models.jurors import Conflict, Juror, JurorInvitation, Mentoring
from judging.models.outcomes import Decision, FrozenResults, ModeratedComment, ProjectResult, Signature
from judging.models.plans import ActivityCount, CommonProject, OnStage, Plan
from judging.models.practice import PracticeMessage
from judging.models.prizes import Award, BenefitCode, Entitlement
from judging.models.reviews import Assignment, Remark, Score

__all__ = [
    "ActivityCount",
    "Archive",
    "Assignment",
    "Award",
    "BenefitCode",
    "Certificate",
    "CertificateBatch",
    "CertificateFile",
    "CommonProject",
    "Conflict",
    "DatasetPush",
    "Decision",
    "Entitlement",
    "FrozenResults",
    "Juror",
    "JurorInvitation",
    "Mentoring",
    "ModeratedComment",
    "OnStage",
    "Plan",
    "PracticeMessage",
    "ProjectResult",
    "Remark",
    "Score",
    "Signature",
]
