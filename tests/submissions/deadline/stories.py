"""What may happen to a repo around the close, and the verdict that has to follow: written down before it is played.

Moments are minutes from the close, negative before it. Everything happens on one repo of the sandbox Hub, with real git, in
the order in which it is written; commits have letters instead of shas. Unless a story says otherwise the repo was made ten
hours before the close with the commit ``a`` and delivered at once, its organisation's lists are asked at each ``look``, no
webhook reaches us, and commits are by alicia of the team, honestly dated, and change README.md.
"""

from dataclasses import dataclass, field
from typing import Any

from submissions.deadline.states import Basis, Level, VerdictState, Whose

TEAM, BOT, ORGANISER = Whose.TEAM, Whose.BOT, Whose.ORGANISER
SEEN, PUSHED, DATED = Basis.SEEN, Basis.PUSHED, Basis.DATED
YEAR_2035, YEAR_1970 = 5_700_000, -28_500_000


@dataclass(frozen=True)
class Deed:
    """Something that happens at a minute; ``how`` depends on ``what``, see ``tests.submissions.deadline.stage``."""

    at: float
    what: str
    how: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Ending:
    """What the verdict has to say. ``late``: the commits first seen after the close and whose they are, without those of
    ``doubted``, which count all the same; ``sorts``: how many files of each sort differ from the revision that ``counts``."""

    state: VerdictState
    level: Level
    counts: str | None = None
    basis: Basis | None = None
    late: dict[str, Whose] = field(default_factory=dict)
    doubted: dict[str, Whose] = field(default_factory=dict)
    same_content: bool | None = True
    sorts: dict[str, int] = field(default_factory=dict)
    late_total: int | None = None
    out_of_order: bool = False
    lost_before: bool = False
    away: bool = False
    renamed_to: str | None = None
    seen_in: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Story:
    name: str
    deeds: tuple[Deed, ...]
    ending: Ending
    begins: tuple[Deed, ...] | None = None


def push(at: float, name: str, **how: Any) -> Deed:
    """A commit on main: ``dated`` another minute, ``by`` somebody, with ``files``; ``onto`` an older commit: a force push."""
    return Deed(at, "push", {"name": name, **how})


def look(at: float, *, answered: float | None = None) -> Deed:
    """What runs periodically runs: lists, close, due looks, verdicts. ``answered``: the minute of the Hub's clock then."""
    return Deed(at, "look", {"answered": answered})


def deed(at: float, what: str, **how: Any) -> Deed:
    return Deed(at, what, how)


MADE = (push(-600, "a"), deed(-600, "deliver"), look(-599))
HONEST = {"README.md": "# Recetas\n", "data/train.csv": "a,b\n1,2\n"}
SOONER, LATER = look(-2), look(3)
AT_CLOSE, NEXT_DAY = look(0), look(1440)

UNCHANGED = Ending(VerdictState.UNCHANGED, Level.SNAPSHOTS, "a", SEEN)
CHANGED = {"state": VerdictState.CHANGED_AFTER, "same_content": False, "sorts": {"documents": 1}}
README_CHANGED = {"same_content": False, "sorts": {"documents": 1}}


def changed_after(counts: str, basis: Basis, level: Level = Level.SNAPSHOTS, **more: Any) -> Ending:
    return Ending(**{**CHANGED, "level": level, "counts": counts, "basis": basis, **more})


STORIES = (
    # --- in time ---
    Story("nobody touches it again", (SOONER, AT_CLOSE, NEXT_DAY), UNCHANGED),
    Story(
        "a commit of the last minutes, seen before the close",
        (push(-3, "b"), SOONER, AT_CLOSE),
        Ending(VerdictState.UNCHANGED, Level.SNAPSHOTS, "b", SEEN),
    ),
    Story(
        "a commit whose computer believes in 2035, seen before the close",
        (push(-3, "b", dated=YEAR_2035), SOONER, AT_CLOSE, NEXT_DAY),
        Ending(VerdictState.UNCHANGED, Level.SNAPSHOTS, "b", SEEN, out_of_order=True),
    ),
    Story(
        "a history that was squashed before the close, and seen",
        (push(-20, "b"), look(-15), deed(-3, "squash", name="c"), SOONER, AT_CLOSE),
        Ending(VerdictState.UNCHANGED, Level.SNAPSHOTS, "c", SEEN),
    ),
    # --- after the close ---
    Story(
        "a commit dated at the close itself",
        (SOONER, push(0, "b"), LATER),
        changed_after("a", SEEN, late={"b": TEAM}),
    ),
    Story(
        "a commit an hour after the close, honestly dated",
        (SOONER, AT_CLOSE, push(60, "b"), NEXT_DAY),
        changed_after("a", SEEN, late={"b": TEAM}),
    ),
    Story(
        "a commit an hour after the close, dated an hour before it",
        (SOONER, AT_CLOSE, push(60, "b", dated=-60), NEXT_DAY),
        changed_after("a", SEEN, late={"b": TEAM}),
    ),
    Story(
        "a commit whose computer believes in 1970, pushed after the close",
        (SOONER, AT_CLOSE, push(60, "b", dated=YEAR_1970), NEXT_DAY),
        changed_after("a", SEEN, late={"b": TEAM}),
    ),
    Story(
        "a late commit that is taken back",
        (SOONER, AT_CLOSE, push(60, "b"), look(90), deed(120, "reset", to="a"), NEXT_DAY),
        changed_after("a", SEEN, late={"b": TEAM}, same_content=True, sorts={}),
    ),
    Story(
        "what was given up before the close and comes back after it",
        (
            push(-30, "b"),
            look(-20),
            deed(-10, "reset", to="a"),
            SOONER,
            AT_CLOSE,
            deed(60, "reset", to="b"),
            NEXT_DAY,
        ),
        changed_after("a", SEEN, late={"b": TEAM}),
    ),
    Story(
        "five thousand commits after the close",
        (SOONER, AT_CLOSE, deed(60, "lengthen", name="b", commits=5000), NEXT_DAY),
        changed_after("a", SEEN, late_total=5000, same_content=True, sorts={}),
    ),
    Story(
        "data, weights and code after the close, and a file less",
        (
            push(-30, "b", files=HONEST),
            SOONER,
            AT_CLOSE,
            push(
                30,
                "c",
                files={
                    "data/train.csv": None,
                    "data/test.parquet": "PAR1",
                    "adapter.safetensors": "0",
                    "app.py": "print()",
                },
            ),
            NEXT_DAY,
        ),
        changed_after("b", SEEN, late={"c": TEAM}, sorts={"data": 2, "weights": 1, "code": 1}),
    ),
    # --- dates and doubt ---
    Story(
        "a commit of the last minute that nobody saw before the close",
        (SOONER, push(-1, "b"), LATER, NEXT_DAY),
        Ending(VerdictState.SEEN_AFTER, Level.DATES, "b", DATED, doubted={"b": TEAM}),
    ),
    Story(
        "one just before and one just after the close, first seen together",
        (SOONER, push(-1, "b"), push(1, "c"), LATER),
        changed_after("b", DATED, Level.DATES, late={"c": TEAM}, doubted={"b": TEAM}, same_content=None, sorts={}),
    ),
    Story(
        "one dated before the close on top of one dated after it",
        (SOONER, push(1, "b"), push(2, "c", dated=-1), LATER),
        changed_after("a", SEEN, late={"b": TEAM, "c": TEAM}, out_of_order=True),
    ),
    Story(
        "a commit whose computer believes in 2035, first seen after the close",
        (SOONER, push(-1, "b", dated=YEAR_2035), LATER),
        changed_after("a", SEEN, late={"b": TEAM}, out_of_order=True),
    ),
    Story(
        "a look that the Hub answered only after the close proves nothing before it",
        (SOONER, push(0.2, "b", dated=-30), look(-0.5, answered=0.5), LATER),
        Ending(VerdictState.SEEN_AFTER, Level.DATES, "b", DATED, doubted={"b": TEAM}),
    ),
    # --- the Hub is silent ---
    Story(
        "the Hub is down from before the close until now",
        (SOONER, deed(-1, "breaks", status=503), look(0), look(30), look(60)),
        Ending(VerdictState.UNKNOWN, Level.SNAPSHOTS, same_content=None),
    ),
    Story(
        "the Hub is down around the close, and the team had pushed before it",
        (look(-120), deed(-110, "breaks", status=503), push(-60, "b"), look(0), look(30), deed(40, "works"), look(45)),
        Ending(VerdictState.SEEN_AFTER, Level.DATES, "b", DATED, doubted={"b": TEAM}),
    ),
    Story(
        "the Hub hangs up on us around the close, and nobody had pushed",
        (look(-120), deed(-110, "breaks", kind="drop"), look(0), look(30), deed(40, "works"), look(45)),
        UNCHANGED,
    ),
    Story(
        "our quota is used up for ten minutes around the close",
        (
            look(-8),
            deed(-5, "breaks", status=429, retry_after=60),
            push(-4, "b"),
            look(-3),
            look(0),
            look(2),
            look(4),
            deed(5, "works"),
            look(7),
            NEXT_DAY,
        ),
        Ending(VerdictState.SEEN_AFTER, Level.DATES, "b", DATED, doubted={"b": TEAM}),
    ),
    Story(
        "the lists answer after the close and the repo itself does not yet",
        (SOONER, push(-1, "b"), deed(0, "breaks", status=503, path="/api/datasets/somos-demo"), look(1)),
        Ending(VerdictState.UNKNOWN, Level.SNAPSHOTS, same_content=None),
    ),
    # --- histories that are written anew ---
    Story(
        "a backdated force push after the close",
        (push(-30, "b"), SOONER, AT_CLOSE, push(60, "c", onto="a", dated=-30), NEXT_DAY),
        Ending(VerdictState.REWRITTEN, Level.SNAPSHOTS, "b", SEEN, late={"c": TEAM}, **README_CHANGED),
    ),
    Story(
        "a whole history of its own, pushed after the close and dated before it",
        (SOONER, AT_CLOSE, push(60, "b", onto="", dated=-300), push(61, "c", dated=-200), NEXT_DAY),
        Ending(VerdictState.REWRITTEN, Level.SNAPSHOTS, "a", SEEN, late={"b": TEAM, "c": TEAM}, **README_CHANGED),
    ),
    Story(
        "a squash after the close",
        (push(-30, "b"), SOONER, AT_CLOSE, deed(60, "squash", name="c"), NEXT_DAY),
        Ending(VerdictState.REWRITTEN, Level.SNAPSHOTS, "b", SEEN, late={"c": TEAM}),
    ),
    Story(
        "a squash just before the close that nobody saw before it",
        (push(-30, "b"), SOONER, deed(-1, "squash", name="c"), LATER),
        Ending(VerdictState.SEEN_AFTER, Level.DATES, "c", DATED, doubted={"c": TEAM}, lost_before=True),
    ),
    Story(
        "a squash just after the close, before the first look",
        (push(-30, "b"), SOONER, deed(1, "squash", name="c"), LATER),
        Ending(VerdictState.REWRITTEN, Level.SNAPSHOTS, "b", SEEN, late={"c": TEAM}, lost_before=True),
    ),
    # --- the repo itself ---
    Story(
        "renamed after the close",
        (SOONER, AT_CLOSE, deed(60, "rename", to="somos-demo/recetario"), NEXT_DAY),
        Ending(VerdictState.UNCHANGED, Level.SNAPSHOTS, "a", SEEN, renamed_to="somos-demo/recetario"),
    ),
    Story(
        "transferred to the organisation after the close",
        (SOONER, look(0), look(2), deed(60, "rename", to="somos-demo/recetas"), NEXT_DAY),
        Ending(VerdictState.UNCHANGED, Level.SNAPSHOTS, "a", SEEN, renamed_to="somos-demo/recetas"),
        begins=(deed(-600, "live", name="alicia/recetas"), *MADE),
    ),
    Story(
        "deleted after the close",
        (SOONER, AT_CLOSE, deed(60, "delete"), NEXT_DAY),
        Ending(VerdictState.GONE, Level.SNAPSHOTS, "a", SEEN),
    ),
    Story(
        "deleted and made again under its name after the close",
        (SOONER, AT_CLOSE, deed(60, "replace", name="b"), NEXT_DAY),
        Ending(VerdictState.REPLACED, Level.SNAPSHOTS, "a", SEEN),
    ),
    Story(
        "private after the close",
        (SOONER, AT_CLOSE, deed(60, "set", private=True), NEXT_DAY),
        Ending(VerdictState.GONE, Level.SNAPSHOTS, "a", SEEN),
    ),
    Story(
        "private after the close, and our token may see it",
        (SOONER, AT_CLOSE, deed(60, "set", private=True), NEXT_DAY),
        Ending(VerdictState.PRIVATE, Level.SNAPSHOTS, "a", SEEN),
        begins=(deed(-600, "token"), *MADE),
    ),
    Story(
        "disabled by the Hub after the close",
        (SOONER, AT_CLOSE, deed(60, "set", disabled=True, told=61), NEXT_DAY),
        Ending(VerdictState.PRIVATE, Level.SNAPSHOTS, "a", SEEN),
    ),
    Story(
        "private for an afternoon after the close, and untouched",
        (SOONER, AT_CLOSE, deed(60, "set", private=True), look(90), deed(300, "set", private=False), NEXT_DAY),
        Ending(VerdictState.UNCHANGED, Level.SNAPSHOTS, "a", SEEN, away=True),
    ),
    Story(
        "private over the close, with a backdated commit when it comes back",
        (
            SOONER,
            deed(-1, "set", private=True),
            AT_CLOSE,
            push(30, "b", dated=-20),
            deed(40, "set", private=False),
            look(50),
            NEXT_DAY,
        ),
        changed_after("a", SEEN, late={"b": TEAM}, away=True),
    ),
    Story(
        "deleted before anybody answered after the close",
        (SOONER, deed(-1, "breaks", status=503), look(0), deed(5, "delete"), deed(6, "works"), look(10)),
        Ending(VerdictState.GONE, Level.SNAPSHOTS, "a", SEEN),
    ),
    Story(
        "made after the close",
        (deed(-600, "deliver"), look(-599), SOONER, look(0), look(2), push(30, "a"), look(60), NEXT_DAY),
        Ending(VerdictState.CREATED_AFTER, Level.DATES, late={"a": TEAM}, same_content=None, away=True),
        begins=(),
    ),
    Story(
        "never there",
        (deed(-600, "deliver"), look(-599), SOONER, AT_CLOSE, NEXT_DAY),
        Ending(VerdictState.GONE, Level.NONE, same_content=None),
        begins=(),
    ),
    # --- pull requests ---
    Story(
        "a pull request opened before the close and merged by the team after it",
        (
            deed(-60, "propose", name="p", number=3),
            push(-50, "b", files={"LICENSE": "MIT"}),
            SOONER,
            AT_CLOSE,
            deed(60, "merge", name="m", number=3),
            NEXT_DAY,
        ),
        changed_after("b", SEEN, late={"p": TEAM, "m": TEAM}, seen_in={"p": "refs/pr/3"}),
    ),
    Story(
        "a pull request of the team's that an organiser merged after the close",
        (
            deed(-60, "propose", name="p", number=3),
            push(-50, "b", files={"LICENSE": "MIT"}),
            SOONER,
            AT_CLOSE,
            deed(60, "merge", name="m", number=3, by="somos-staff"),
            NEXT_DAY,
        ),
        changed_after("b", SEEN, late={"p": TEAM, "m": ORGANISER}, seen_in={"p": "refs/pr/3"}),
    ),
    Story(
        "a pull request merged around the close counts only with its merge",
        (
            deed(-60, "propose", name="p", number=3),
            push(-50, "b", files={"LICENSE": "MIT"}),
            SOONER,
            deed(1, "merge", name="m", number=3),
            LATER,
        ),
        changed_after("b", SEEN, late={"p": TEAM, "m": TEAM}, seen_in={"p": "refs/pr/3"}),
    ),
    Story(
        "a pull request that an organiser made one commit of their own",
        (
            deed(-60, "propose", name="p", number=3),
            push(-50, "b", files={"LICENSE": "MIT"}),
            SOONER,
            AT_CLOSE,
            deed(60, "merge", name="m", number=3, by="somos-staff", squash=True),
            NEXT_DAY,
        ),
        Ending(VerdictState.UNCHANGED, Level.SNAPSHOTS, "b", SEEN, late={"m": ORGANISER}, **README_CHANGED),
    ),
    # --- bots and organisers ---
    Story(
        "a bot after the close",
        (SOONER, AT_CLOSE, push(60, "b", by="Parquet-Converter", files={"data/train.parquet": "PAR1"}), NEXT_DAY),
        Ending(
            VerdictState.UNCHANGED,
            Level.SNAPSHOTS,
            "a",
            SEEN,
            late={"b": BOT},
            same_content=False,
            sorts={"data": 1},
        ),
    ),
    Story(
        "a bot and an organiser around the close, first seen after it",
        (SOONER, push(-1, "b", by="parquet-converter"), push(1, "c", by="Somos-Staff"), LATER),
        Ending(VerdictState.UNCHANGED, Level.SNAPSHOTS, "a", SEEN, late={"b": BOT, "c": ORGANISER}, **README_CHANGED),
    ),
    Story(
        "the team on top of a bot after the close",
        (SOONER, AT_CLOSE, push(60, "b", by="parquet-converter"), push(90, "c", dated=-90), NEXT_DAY),
        changed_after("a", SEEN, late={"b": BOT, "c": TEAM}, out_of_order=True),
    ),
    # --- the Hub calls us ---
    Story(
        "a push of the last seconds of which the Hub told us in time",
        (SOONER, push(-0.1, "b", told=-0.05), LATER, NEXT_DAY),
        Ending(VerdictState.UNCHANGED, Level.PUSH, "b", PUSHED),
    ),
    Story(
        "the Hub tells us of everything, a hundred times over and in no order",
        (
            SOONER,
            push(-1, "b", told=-0.4),
            push(-0.5, "c", told=-0.45),
            deed(-0.3, "tell_again", times=50),
            LATER,
            deed(5, "tell_again", times=50),
            NEXT_DAY,
        ),
        Ending(VerdictState.UNCHANGED, Level.PUSH, "c", PUSHED),
    ),
    Story(
        "the Hub's word of a push before the close reaches us after it",
        (SOONER, push(-1, "b", told=1), LATER),
        Ending(VerdictState.SEEN_AFTER, Level.DATES, "b", DATED, doubted={"b": TEAM}),
    ),
    Story(
        "the Hub told us of one push in time, and of the late one too",
        (SOONER, push(-1, "b", told=-0.9), AT_CLOSE, push(1, "c", dated=-0.5, told=1.1), LATER, NEXT_DAY),
        changed_after("b", PUSHED, Level.PUSH, late={"c": TEAM}),
    ),
    Story(
        "the Hub's word alone, and no look since the close",
        (SOONER, push(-1, "b", told=-0.9), deed(1, "judge")),
        Ending(VerdictState.UNKNOWN, Level.PUSH, same_content=None),
    ),
    # --- nobody looked before the close ---
    Story(
        "delivered late, and nothing in it is dated after the close",
        (push(-30, "a"), deed(20, "deliver"), look(21), look(23), NEXT_DAY),
        Ending(VerdictState.DATES_ONLY, Level.DATES, "a", DATED),
        begins=(),
    ),
    Story(
        "delivered late, with a commit after the close",
        (push(-30, "a"), push(10, "b"), deed(20, "deliver"), look(21), look(23), NEXT_DAY),
        changed_after("a", DATED, Level.DATES, late={"b": TEAM}, same_content=None, sorts={}),
        begins=(),
    ),
    Story(
        "delivered late, and backdated after our first look",
        (push(-30, "a"), deed(20, "deliver"), look(21), look(23), push(40, "b", dated=-10), NEXT_DAY),
        changed_after("a", DATED, Level.DATES, late={"b": TEAM}),
        begins=(),
    ),
    Story(
        "delivered late, and its oldest commit believes in 2035",
        (
            push(-40, "z"),
            push(-30, "a", onto="", dated=YEAR_2035),
            push(-20, "b"),
            deed(20, "deliver"),
            look(21),
            look(23),
        ),
        Ending(VerdictState.UNKNOWN, Level.DATES, same_content=None, out_of_order=True),
        begins=(),
    ),
    # --- too early ---
    Story(
        "the close has not come yet",
        (SOONER,),
        Ending(VerdictState.NOT_YET, Level.SNAPSHOTS, same_content=None),
    ),
)
