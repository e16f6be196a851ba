"""Scores as the reader writes numbers. A board has thousands of them, so the separator is asked for once."""

from dataclasses import dataclass, field

from django.utils import formats
from django.utils.translation import gettext as _

MINUS = "−"


def _separator() -> str:
    return str(formats.get_format("DECIMAL_SEPARATOR"))


@dataclass(frozen=True, slots=True)
class Numbers:
    """Writes numbers in the language that is active when it is made."""

    separator: str = field(default_factory=_separator)

    def value(self, number: float) -> str:
        """A score, with as many decimals as its size leaves sense: 0.61234 is "0,612", 12.3456 "12,35".

        >>> [Numbers(",").value(number) for number in (0.61234, -0.05, 12.3456, 4321.9, 1.5e12)]
        ['0,612', '−0,050', '12,35', '4322', '1,50e12']
        """
        if 0 <= number < 10:
            return f"{number:.3f}".replace(".", self.separator)
        size = abs(number)
        if size < 10:
            text = f"{number:.3f}"
        elif size < 1_000:
            text = f"{number:.2f}"
        elif size < 1_000_000:
            text = f"{number:.0f}"
        else:
            text = f"{number:.2e}".replace("e+", "e")
        return text.replace("-", MINUS).replace(".", self.separator)

    def error(self, number: float | None) -> str:
        """An error behind its sign: "± 0,012"; nothing where it is not known."""
        return "" if number is None else f"± {self.value(number)}"

    def with_error(self, number: float, error: float | None) -> str:
        """A score and its error."""
        return f"{self.value(number)} {self.error(error)}".strip()

    def difference(self, number: float) -> str:
        """A difference with its sign.

        >>> [Numbers(",").difference(number) for number in (0.0124, -0.5, 0.0)]
        ['+0,012', '−0,500', '+0,000']
        """
        return self.value(number) if number < 0 else f"+{self.value(number)}"

    def plain(self, number: float) -> str:
        """A number on an axis, without idle zeros.

        >>> Numbers(",").plain(0.25), Numbers(",").plain(100.0)
        ('0,25', '100')
        """
        return f"{number:g}".replace("-", MINUS).replace(".", self.separator)

    def weights(self, number: int | None) -> str:
        """So many weights, in thousands or millions of them: "7,2 mil M", "270 M"."""
        if number is None:
            return ""
        if number < 999_500_000:
            millions = number / 1_000_000
            text = f"{millions:.0f}" if millions >= 10 else f"{millions:.2g}"
            return _("%(number)s M") % {"number": text.replace(".", self.separator)}
        billions = number / 1_000_000_000
        text = f"{billions:.0f}" if billions >= 100 else f"{billions:.1f}".removesuffix(".0")
        return _("%(number)s mil M") % {"number": text.replace(".", self.separator)}
