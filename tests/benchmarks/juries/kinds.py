"""What juries are made of.

Qualities and severities are in steps of the rubric's scale. The figures of ``Kind`` were set once, in the base setting, so
that three methods that know nothing of these files come out near published figures of such juries (Kendall's tau of the
plain mean .62, .61 and .61 at 35, 100 and 500 projects, of z-scores .65 to .66, of somebody who knows every judge .70), with an
agreement of the jury (Krippendorff's alpha) just below .4; then left alone. The other settings change what their name says.
"""

from dataclasses import dataclass, replace

REVIEWS = 3
SIZES = ((35, 10), (100, 20), (500, 60))
"""Projects × judges."""


@dataclass(frozen=True, slots=True)
class Kind:
    """Spreads (standard deviations) of everything that projects and judges differ in.

    A judge sees a criterion drawn towards the whole project (``halo``, a share), stretched around the middle (``scale``,
    a log), moved by an ``impression`` of the project and by ``noise`` of the criterion, both of the judge's own size
    (``*_spread``, logs), and by the judge's severity, over all and in each group of the rubric.
    """

    middle: float = 2.2
    quality: float = 0.5
    group_quality: float = 0.3
    criterion_quality: float = 0.35
    severity: float = 0.39
    group_severity: float = 0.3
    scale: float = 0.26
    halo: tuple[float, float] = (0.1, 0.6)
    impression: float = 0.43
    impression_spread: float = 0.3
    noise: float = 0.7
    noise_spread: float = 0.3
    careless: float = 0.0
    """The share of judges who do not look at the project."""
    constant: int = 0
    """How many judges give everything the same score."""
    friends: float = 0.0
    """The share of reviews that are of a friend's project, which is seen ``favour`` steps higher."""
    favour: float = 1.2
    absent: float = 0.0
    """The share of judges who never send a review."""
    tracks: tuple[float, ...] = (0.0,)
    """How much better than the middle the projects of each track are. With several, judges are at home in one."""


BASE = Kind()
KINDS = {
    "base": BASE,
    "mild": replace(BASE, severity=0.1, group_severity=0.15, impression=0.5),
    "harsh": replace(BASE, severity=0.39 * 1.8, group_severity=0.3 * 1.8),
    "dirty": replace(BASE, careless=0.1, constant=1, friends=0.03, absent=0.05),
    "tracks": replace(BASE, tracks=(-0.6, 0.0, 0.6)),
}
