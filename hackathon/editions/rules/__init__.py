"""The rules of an edition as a frozen tree. Pure: no Django, no clock, no Hub.

A TOML file (``data/<slug>.toml``) or the JSON kept in ``Edition.rules`` is read by ``parse_rules``; both give equal trees.
Code asks these objects; it never names a year, an organisation or a rubric group.
"""

from hackathon.editions.rules.artefacts import (
    ArtefactKind,
    CardRules,
    CardSection,
    Column,
    DatasetRules,
    DemoRules,
    HubRules,
    ModelRules,
)
from hackathon.editions.rules.audit import (
    AuditRules,
    CheckRule,
    ColumnRole,
    ColumnWhen,
    SectionRole,
    Severity,
    names_check,
)
from hackathon.editions.rules.edition import EditionRules
from hackathon.editions.rules.evaluation import (
    BudgetRules,
    Dtype,
    Engine,
    EvaluationBackend,
    EvaluationRules,
    FlavorRule,
    LikesRules,
    SuiteRules,
    TaskRules,
)
from hackathon.editions.rules.people import Question, RegistrationRules, Requirement, TeamRules
from hackathon.editions.rules.rubric import AbsentGroup, Cap, Criterion, Presentation, Prize, Rubric, RubricGroup
from hackathon.editions.rules.submission import (
    AnswerType,
    ArtefactRules,
    AskedField,
    OptIn,
    ProjectField,
    SubmissionQuestion,
    SubmissionRules,
)
from hackathon.editions.rules.texts import Choice, Text
from hackathon.editions.rules.times import DeadlineRules, Delivery, Milestone, Phase, Window, Windows

__all__ = [
    "AbsentGroup",
    "AnswerType",
    "ArtefactKind",
    "ArtefactRules",
    "AskedField",
    "AuditRules",
    "BudgetRules",
    "Cap",
    "CardRules",
    "CardSection",
    "CheckRule",
    "Choice",
    "Column",
    "ColumnRole",
    "ColumnWhen",
    "Criterion",
    "DatasetRules",
    "DeadlineRules",
    "Delivery",
    "DemoRules",
    "Dtype",
    "EditionRules",
    "Engine",
    "EvaluationBackend",
    "EvaluationRules",
    "FlavorRule",
    "HubRules",
    "LikesRules",
    "Milestone",
    "ModelRules",
    "OptIn",
    "Phase",
    "Presentation",
    "Prize",
    "ProjectField",
    "Question",
    "RegistrationRules",
    "Requirement",
    "Rubric",
    "RubricGroup",
    "SectionRole",
    "Severity",
    "SubmissionQuestion",
    "SubmissionRules",
    "SuiteRules",
    "TaskRules",
    "TeamRules",
    "Text",
    "Window",
    "Windows",
    "names_check",
]
