"""Why an edition's data did not go to the Hub."""

from enum import StrEnum


class NoWriteToken(Exception):
    """The site has no token that may write to the Hub."""


class BadDatasetName(Exception):
    """The Hub cannot have a dataset of that name."""


class BadLicense(Exception):
    """It is none of the licences that are offered."""


class Why(StrEnum):
    """NOT_FROZEN: there are no results to send. WITHDRAWN: nor are there, and the dataset of former ones has become private.
    NO_TOKEN: nothing to write with. NOT_OURS: the dataset holds what we did not make. FORBIDDEN: our token may not write there.
    REFUSED: the Hub said no. SILENT: it gave no answer, again and again. LOST: our own fault, or a worker's that was killed.
    """

    NOT_FROZEN = "not_frozen"
    WITHDRAWN = "withdrawn"
    NO_TOKEN = "no_token"
    NOT_OURS = "not_ours"
    FORBIDDEN = "forbidden"
    REFUSED = "refused"
    SILENT = "silent"
    LOST = "lost"
