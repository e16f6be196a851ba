"""What is said to a team about the repos that it typed: one sentence each, with what to do."""

from collections.abc import Collection, Iterable

from django.utils.translation import gettext as _

from hackathon.editions.rules import ArtefactKind, ArtefactRules, SubmissionRules
from hackathon.editions.wording import in_words
from hackathon.hub.types import RepoType
from submissions.validators import MAX_ADDRESS, Code, EntryProblem

# Name and indefinite article of the Hub's three kinds of repo.
A_REPO = {
    RepoType.DATASET: lambda: _("un dataset"),
    RepoType.MODEL: lambda: _("un modelo"),
    RepoType.SPACE: lambda: _("un Space"),
}


def example(artefact: ArtefactRules) -> str:
    """An address of the sort that the field wants, cut down to what matters."""
    return {
        RepoType.DATASET: _("huggingface.co/datasets/organización/nombre"),
        RepoType.MODEL: _("huggingface.co/organización/nombre"),
        RepoType.SPACE: _("huggingface.co/spaces/organización/nombre"),
    }[RepoType(artefact.repo_type)]


def problem(problem: EntryProblem, *, rules: SubmissionRules) -> str:
    """Why a typed repo is not taken, and what to do about it."""
    if problem.code == Code.NOT_ACCEPTED:
        return _("Con estos repositorios la entrega no está completa. Se acepta: %(what)s.") % {"what": accepted(rules)}
    if problem.code == Code.TOO_MANY:
        return too_many(rules.artefact(ArtefactKind(problem.kind)))
    if problem.code == Code.WRONG_TYPE:
        return _wrong_type(problem, rules=rules)
    names = {"address": problem.address[:MAX_ADDRESS], "other": problem.other}
    if problem.code in (Code.NOT_HUB, Code.NOT_A_REPO, Code.MALFORMED):
        names["example"] = example(rules.artefact(ArtefactKind(problem.kind)))
    return _SENTENCES[problem.code]() % names


_SENTENCES = {
    Code.MALFORMED: lambda: _("«%(address)s» no es una dirección de Hugging Face. Escríbela así: %(example)s."),
    Code.TOO_LONG: lambda: _("Hay una dirección demasiado larga. Copia solo la dirección del repositorio."),
    Code.NOT_HUB: lambda: _(
        "«%(address)s» no está en Hugging Face. Aquí va la dirección de un repositorio como %(example)s."
    ),
    Code.NOT_HTTPS: lambda: _("«%(address)s» no es una dirección web completa: tiene que empezar por https://."),
    Code.NOT_A_REPO: lambda: _(
        "«%(address)s» es una página de Hugging Face, pero no la de un repositorio. Escríbela así: %(example)s."
    ),
    Code.NOT_ASKED: lambda: _("Esta edición no pide «%(address)s»."),
    Code.TWICE: lambda: _("«%(address)s» es el mismo repositorio que «%(other)s». Quita uno de los dos."),
    Code.MISSING: lambda: _(
        "No encontramos «%(address)s» en Hugging Face. Revisa que esté bien escrito y que el repositorio sea público."
    ),
    Code.PRIVATE: lambda: _("«%(address)s» es privado. Hazlo público en Hugging Face y vuelve a guardar."),
    Code.CLOSED_OFF: lambda: _(
        "«%(address)s» tiene el acceso restringido. Ábrelo en Hugging Face para que el jurado pueda verlo."
    ),
}


def not_an_address(text: str) -> str:
    """Why what was typed for a page's address is none that people can open."""
    return _("«%(address)s» no es una dirección web completa: tiene que empezar por https://.") % {
        "address": text[:MAX_ADDRESS]
    }


def too_much() -> str:
    """Why a draft is not saved that holds a book."""
    return _("Hay demasiado texto para guardarlo. Lo que escribiste sigue aquí: acórtalo un poco.")


def signed_out() -> str:
    """What somebody reads whose session ended while they typed."""
    return _("Se cerró tu sesión. Vuelve a entrar en otra pestaña; lo que escribiste sigue aquí.")


def accepted(rules: SubmissionRules) -> str:
    """The sets of artefacts that the edition takes: "Corpus, Modelo y Demo; o solo Corpus"."""
    smaller = [_("o solo %(what)s") % {"what": artefacts(rules, kinds)} for kinds in rules.accepted]
    return "; ".join([artefacts(rules, rules.complete), *smaller])


def artefacts(rules: SubmissionRules, kinds: Collection[ArtefactKind]) -> str:
    """The named parts of a project, in the order of the rules: "Corpus y Demo"."""
    return _and([in_words(artefact.title) for artefact in rules.artefacts if artefact.kind in kinds])


def too_many(artefact: ArtefactRules) -> str:
    """How many repos of one kind fit."""
    if artefact.max_count == 1:
        return _("Aquí solo cabe un repositorio.")
    return _("Aquí caben %(count)s repositorios como máximo.") % {"count": artefact.max_count}


def _wrong_type(problem: EntryProblem, *, rules: SubmissionRules) -> str:
    """Names what it is, and the field where that belongs if the edition has one."""
    names = {"address": problem.address, "what": A_REPO[problem.found]() if problem.found else ""}
    fields = [artefact for artefact in rules.artefacts if artefact.repo_type == problem.found]
    if not fields:
        return _("«%(address)s» es %(what)s, y esta edición no los pide.") % names
    names["field"] = in_words(fields[0].title)
    return _("«%(address)s» es %(what)s: va en el campo «%(field)s».") % names


def _and(words: Iterable[str]) -> str:
    *first, last = words
    return _("%(first)s y %(last)s") % {"first": ", ".join(first), "last": last} if first else last
