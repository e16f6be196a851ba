"""The board of likes: who has how many, by project and by repo, which place that is, and how it came about."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from hackathon.editions.models import Edition
from hackathon.editions.rules import ArtefactKind, LikesRules
from hackathon.hub.types import RepoType
from submissions.evaluation import likes as pure
from submissions.evaluation.likes import Moment, Tally
from submissions.evaluation.likes_states import LeftOut
from submissions.models import LikesCount, LikesPoint, LikesWatch, Submission
from submissions.queries.likes.lines import Board, LeftOutLine, ProjectLine, RepoLine, Stage, Standing
from submissions.queries.likes.material import Material, counted, live

WEEK: Final = timedelta(days=7)
KINDS: Final[Mapping[RepoType, ArtefactKind]] = {
    RepoType.DATASET: ArtefactKind.CORPUS,
    RepoType.MODEL: ArtefactKind.MODEL,
    RepoType.SPACE: ArtefactKind.DEMO,
}
"""What a repo is that no project delivers."""

Trends = Mapping[int, Sequence[Moment]]


def board(edition: Edition, *, at: datetime) -> Board:
    """The edition's board: as counted where its moment has come and it was, else as the last look saw it. Eight queries at most."""
    rules = edition.parsed_rules
    moment = rules.windows.likes_at
    count = LikesCount.objects.filter(edition=edition, moment=moment).first() if moment else None
    watch = LikesWatch.objects.filter(edition=edition).first()
    material = counted(count) if count else live(edition, rules)
    drawn = _Draft(material, rules.evaluation.likes, final=count is not None and count.checked_at is not None)
    trends = _trends(material, zone=ZoneInfo(rules.timezone))
    names = _names(material)
    end = min(at, moment) if moment else at
    return Board(
        edition=edition,
        stage=Stage.PROVISIONAL if count is None else Stage.FINAL if count.checked_at else Stage.CHECKING,
        moment=moment,
        count=count,
        looked_at=watch.looked_at if watch else None,
        silent_since=watch.silent_since if watch else None,
        projects=_project_lines(drawn, names, trends, end=end),
        repos=_repo_lines(drawn, names, trends, end=end),
        left_out=_left_out(drawn, names),
        earlier=material.earlier,
        own_count=rules.evaluation.likes.own_likes,
    )


def of_kind(lines: Iterable[RepoLine], kind: ArtefactKind) -> list[RepoLine]:
    """The repos that are such a part, with their places among themselves."""
    by_key = {line.tally.key: line for line in lines if line.kind == kind}
    ranked = pure.ranked(line.tally for line in by_key.values())
    return [
        replace(by_key[tally.key], standing=replace(by_key[tally.key].standing, rank=tally.rank)) for tally in ranked
    ]


class _Draft:
    """The rankings of what there is. ``final``: mentions are given, too."""

    def __init__(self, material: Material, rules: LikesRules, *, final: bool) -> None:
        self.material = material
        repos, projects = material.repos(), material.projects()
        self.copies = pure.copies_of(repos, projects)
        self.parts = {project.key: dict.fromkeys(key for _, key in project.repos) for project in projects}
        self.projects = pure.by_project(repos, projects, own_count=rules.own_likes)
        self.repos = pure.by_repo(repos, projects, own_count=rules.own_likes)
        mentions = rules.mentions if final else 0
        self.mentioned = {tally.key for tally in pure.mentioned(self.projects, mentions=mentions)}
        self.mentioned_repos = {
            tally.key
            for kind in rules.kinds
            for tally in pure.mentioned(pure.of_kind(kind, self.repos, projects), mentions=mentions)
        }

    def likes(self, keys: Iterable[int]) -> int:
        """All likes of these repos, without those that are copies."""
        return sum(self.material.sources[key].likes for key in keys if key not in self.copies)


@dataclass(frozen=True, slots=True)
class _Names:
    """What projects and teams are called, by the project's key; those that may not be published are not among them."""

    projects: Mapping[int, tuple[str, str]]

    def titles(self, submissions: Iterable[int]) -> list[str]:
        return [self.projects[key][0] for key in dict.fromkeys(submissions) if key in self.projects]


def _names(material: Material) -> _Names:
    keys = {part.submission_id for part in material.parts}
    rows = Submission.objects.filter(pk__in=keys).exclude(current__consent=False)
    told = rows.values_list("pk", "current__title", "team__name")
    return _Names({key: (title, team) for key, title, team in told})


def _trends(material: Material, *, zone: ZoneInfo) -> Trends:
    """How many each repo had, from the first moment of each day on which that changed. One query."""
    found: dict[int, list[Moment]] = defaultdict(list)
    begins: dict[date, datetime] = {}
    points = LikesPoint.objects.filter(repo__in=material.sources).order_by("repo", "day")
    for key, day, likes in points.values_list("repo", "day", "likes"):
        if day not in begins:
            begins[day] = datetime.combine(day, time(), tzinfo=zone)
        found[key].append(Moment(begins[day], likes))
    return found


def _standing(tally: Tally, likes: int, trend: Sequence[Moment], *, end: datetime, mentioned: bool) -> Standing:
    growth = pure.growth(trend, since=end - WEEK, until=end)
    return Standing(tally.rank, tally.likes, likes, tally.own, tally.unsure, growth, mentioned)


def _project_lines(draft: _Draft, names: _Names, trends: Trends, *, end: datetime) -> list[ProjectLine]:
    lines = []
    for tally in draft.projects:
        keys = [key for key in draft.parts[tally.key] if key not in draft.copies]
        trend = pure.together(trends.get(key, ()) for key in keys)
        title, team = names.projects.get(tally.key, ("", ""))
        mentioned = tally.key in draft.mentioned
        standing = _standing(tally, draft.likes(keys), trend, end=end, mentioned=mentioned)
        lines.append(ProjectLine(tally.key, title, team, standing, _by_kind(draft, tally.key), trend))
    return lines


def _by_kind(draft: _Draft, submission: int) -> Mapping[ArtefactKind, int]:
    keys: dict[ArtefactKind, set[int]] = defaultdict(set)
    for part in draft.material.parts:
        if part.submission_id == submission and part.key is not None:
            keys[part.kind].add(part.key)
    return {kind: draft.likes(found) for kind, found in keys.items()}


def _repo_lines(draft: _Draft, names: _Names, trends: Trends, *, end: datetime) -> list[RepoLine]:
    parts = defaultdict(list)
    for part in draft.material.parts:
        parts[part.key].append(part)
    lines = []
    for tally in draft.repos:
        if tally.key in draft.copies:
            continue
        source, own = draft.material.sources[tally.key], parts.get(tally.key, [])
        trend = trends.get(tally.key, ())
        kind = own[0].kind if own else KINDS[RepoType(source.liked.repo_type)]
        mentioned = tally.key in draft.mentioned_repos
        standing = _standing(tally, source.likes, trend, end=end, mentioned=mentioned)
        titles = names.titles(part.submission_id for part in own)
        lines.append(RepoLine(tally, source, kind, standing, titles, bool(own), trend))
    return lines


def _left_out(draft: _Draft, names: _Names) -> list[LeftOutLine]:
    """Copies first, then what the projects have elsewhere; a repo that several deliver is told once."""
    sources = draft.material.sources
    who: dict[tuple[RepoType, str, LeftOut, str], list[int]] = defaultdict(list)
    for copy, original in draft.copies.items():
        row = sources[copy]
        who[RepoType(row.liked.repo_type), row.repo_id, LeftOut.COPY, sources[original].repo_id] = [
            part.submission_id for part in draft.material.parts if part.key == copy
        ]
    for part in draft.material.parts:
        if part.left_out is not None:
            who[part.repo_type, part.repo_id, part.left_out, ""].append(part.submission_id)
    return [
        LeftOutLine(repo_type, repo_id, why, original, names.titles(submissions))
        for (repo_type, repo_id, why, original), submissions in who.items()
    ]
