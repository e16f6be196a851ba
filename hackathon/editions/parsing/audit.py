"""What an edition asks of the audit. Pure."""

from hackathon.editions.parsing import words
from hackathon.editions.reading import Maybe, integer, list_of, matching, one_of, record
from hackathon.editions.rules import AuditRules, CheckRule, Severity

_percent = integer(1, 100)
_amount = integer(0, 1_000_000)
audit_rules = record(
    AuditRules,
    {
        "checks": Maybe(
            list_of(
                record(CheckRule, {"check": words.check_id, "severity": one_of(Severity, "severidad desconocida")}),
                unique="check",
            ),
            (),
        ),
        "guide": Maybe(matching(r"https://\S+", "una dirección https", longest=300), ""),
        "thin_words": Maybe(integer(0, words.MANY), 15),
        "repeated_percent": Maybe(_percent, 5),
        "nearly_repeated_percent": Maybe(_percent, 10),
        "other_language_percent": Maybe(_percent, 10),
        "dominant_percent": Maybe(_percent, 80),
        "same_percent": Maybe(_percent, 90),
        "few_rows": Maybe(_amount, 100),
        "short_question": Maybe(_amount, 10),
        "long_text": Maybe(_amount, 20_000),
    },
)
