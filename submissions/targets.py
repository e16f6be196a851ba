"""What somebody wants audited outside any delivery, in their words: a folder or a repo of the Hub, and by which rules."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hackathon.editions.loading import NoSuchRules, read_rules, shipped_rules, shipped_slugs
from hackathon.editions.reading import RulesError
from hackathon.editions.rules import EditionRules
from hackathon.hub.addresses import AddressError, RepoAddress, parse_address
from hackathon.hub.client import HubClient, default_client
from hackathon.hub.errors import HubError, HubMissing
from hackathon.hub.types import RepoType
from submissions.audit.apart import profile_apart
from submissions.audit.cards.reading import MAX_CARD_BYTES, parse_card
from submissions.audit.collecting import Hub, open_repo, read_corpus, read_repo
from submissions.audit.collecting.reader import Tell
from submissions.audit.collecting.texts import MAX_SCRIPTS_ALONE
from submissions.audit.corpus.profiling import DEFAULT_LIMITS
from submissions.audit.evidence import EntryRef, Part, RepoEvidence, Status
from submissions.audit.local.alone import RUNNING, kind_of
from submissions.audit.local.folder import MAX_FILES, LocalHub
from submissions.audit.local.guessing import guess_type

LISTED: Final = 3
ELSEWHERE: Final = frozenset({Part.BASES}) | RUNNING
"""Parts that a folder has not itself: whoever audits without a network has looked at everything all the same."""

WHY: Final = {
    Status.FORBIDDEN: gettext_lazy("%(repo)s está cerrado: el Hub no deja leerlo."),
    Status.REVISION_GONE: gettext_lazy("%(repo)s está en el Hub, pero no tiene esa revisión."),
    Status.SILENT: gettext_lazy("El Hub no contesta y no se puede mirar %(repo)s. Prueba dentro de un rato."),
}


class CannotLook(Exception):
    """There is nothing that could be audited; the text says why, in a sentence for whoever asked."""


@dataclass(frozen=True, slots=True)
class Target:
    """One repo to be audited, and who answers for it. ``name``: as whoever asked calls it. ``notes``: what they should know."""

    name: str
    repo_id: str
    repo_type: RepoType
    hub: Hub
    on_hub: bool
    revision: str | None = None
    notes: tuple[str, ...] = ()

    def is_blind(self, seen: RepoEvidence) -> bool:
        """Whether a part of it could not be read."""
        return any(self.on_hub or unread.part not in ELSEWHERE for unread in seen.unread)


def chosen_rules(wanted: str) -> tuple[str, EditionRules]:
    """The slug and the rules of an edition that comes with the code, or of a TOML file. Raises CannotLook.

    Empty: those of the shipped edition whose delivery closes last.
    """
    try:
        if not wanted:
            shipped = [(slug, shipped_rules(slug)) for slug in shipped_slugs()]
            return max(shipped, key=lambda one: (one[1].windows.submission.closes_at, one[0]))
        if wanted.endswith(".toml"):
            rules = read_rules(Path(wanted).expanduser())
            return rules.slug, rules
        return wanted, shipped_rules(wanted)
    except NoSuchRules as error:
        said = _("No hay ninguna edición «%(edition)s». Las que hay: %(known)s; o la ruta de un archivo .toml.")
        raise CannotLook(said % {"edition": wanted, "known": ", ".join(error.known)}) from error
    except (RulesError, OSError, ValueError) as error:
        said = _("Las reglas de «%(edition)s» no se pueden leer: %(why)s")
        raise CannotLook(said % {"edition": wanted, "why": " ".join(str(error).split())}) from error


def target(what: str, *, kind: RepoType | None, revision: str, hub: HubClient) -> Target:
    """The folder or the repo that ``what`` means. Raises CannotLook."""
    path = _path(what)
    if path is not None and path.is_dir():
        return _folder(what, path, kind=kind, revision=revision)
    if path is not None:
        raise CannotLook(_("«%(path)s» es un archivo. Audita la carpeta en la que está.") % {"path": what})
    if _looks_like_a_path(what):
        raise CannotLook(_("No existe la carpeta «%(path)s».") % {"path": what})
    return _on_hub(what, kind=kind, revision=revision, hub=hub)


def look(asked: Target, *, rules: EditionRules, at: datetime, tell: Tell | None = None) -> RepoEvidence:
    """What is seen of it now; ``tell`` hears which part is being read. Raises CannotLook where that is nothing.

    Rows are read in a process of its own, as the site does: a file that a library dies of ends no command.
    """
    entry = EntryRef(kind_of(rules, asked.repo_type), asked.repo_type, asked.repo_id, revision=asked.revision)
    opened = open_repo(hub=asked.hub, rules=rules, entry=entry, at=at, private_too=True)  # by their own token
    rows = partial(read_corpus, profile=partial(profile_apart, limits=DEFAULT_LIMITS))
    seen = read_repo(hub=asked.hub, rules=rules, opened=opened, tell=tell, read_rows=rows, scripts=MAX_SCRIPTS_ALONE)
    if seen.status == Status.MISSING:
        raise CannotLook(_missing(asked.name, seen.found_as))
    if seen.status != Status.FOUND:
        raise CannotLook(WHY[seen.status] % {"repo": asked.name})
    return seen


def _folder(what: str, path: Path, *, kind: RepoType | None, revision: str) -> Target:
    """Other repos that it names are asked for once: whoever audits on a train should not wait for them."""
    if revision:
        raise CannotLook(_("De una carpeta se audita lo que hay en ella: quita --revision."))
    first = LocalHub(path, path.resolve().name or "local", kind or RepoType.DATASET)
    repo_type = kind or guess_type(first.paths, _metadata(first))
    if repo_type is None:
        raise CannotLook(_("No sabemos qué es «%(path)s»: dilo con --kind dataset, model o space.") % {"path": what})
    local = LocalHub(path, _repo_id(first), repo_type, elsewhere=default_client(patient=False))
    return Target(what, local.repo_id, repo_type, local, on_hub=False, notes=tuple(_notes(local)))


def _metadata(hub: LocalHub) -> dict | None:
    try:
        raw = hub.read_file(hub.repo_id, hub.repo_type, "README.md", revision=hub.revision, max_bytes=MAX_CARD_BYTES)
    except HubError:
        return None
    found = parse_card("README.md", raw).metadata
    return dict(found) if found else None


def _repo_id(hub: LocalHub) -> str:
    """That of the repo which it is a clone of; else its folder's name."""
    try:
        return parse_address(hub.origin or "", endpoint=settings.HF_ENDPOINT).repo_id
    except AddressError:
        return hub.repo_id


def _notes(hub: LocalHub) -> list[str]:
    notes = []
    if hub.cut:
        notes.append(_("La carpeta tiene más de %(n)s archivos: los demás no se miran.") % {"n": MAX_FILES})
    if hub.pointers:
        named = ", ".join(hub.pointers[:LISTED]) + ("…" if len(hub.pointers) > LISTED else "")
        notes.append(
            _("Solo está el puntero de Git LFS de: %(files)s. Ejecuta antes «git lfs pull».") % {"files": named}
        )
    return notes


def _path(what: str) -> Path | None:
    """The file or folder of that name, if there is one."""
    try:
        path = Path(what).expanduser()
        return path if what.strip() and path.exists() else None
    except (OSError, ValueError, RuntimeError):  # a name with a NUL, one that is too long, no home
        return None


def _looks_like_a_path(what: str) -> bool:
    return what.startswith((".", "/", "~")) or what.endswith("/") or "\\" in what


def _on_hub(what: str, *, kind: RepoType | None, revision: str, hub: HubClient) -> Target:
    try:
        address = parse_address(what, endpoint=settings.HF_ENDPOINT)
    except AddressError as error:
        said = _("«%(what)s» no es una carpeta ni un repositorio del Hub («organización/nombre»).") % {"what": what}
        raise CannotLook(said) from error
    if kind and address.repo_type and kind != address.repo_type:
        raise CannotLook(_("La dirección es de otro tipo que --kind: %(given)s.") % {"given": address.repo_type.value})
    repo_type = kind or address.repo_type or _only_type(address, hub)
    return Target(address.repo_id, address.repo_id, repo_type, hub, on_hub=True, revision=revision or None)


def _only_type(address: RepoAddress, hub: HubClient) -> RepoType:
    """As what the Hub has it. Names may be shared by repos of several kinds: then somebody has to say which is meant."""
    try:
        found = [one for one in RepoType if _is_there(address.repo_id, one, hub)]
    except HubError as error:
        raise CannotLook(WHY[Status.SILENT] % {"repo": address.repo_id}) from error
    if not found:
        raise CannotLook(_missing(address.repo_id, None))
    if len(found) > 1:
        said = _("Con ese nombre hay varios repositorios: dilo con --kind %(kinds)s.")
        raise CannotLook(said % {"kinds": " | ".join(found)})
    return found[0]


def _is_there(repo_id: str, repo_type: RepoType, hub: HubClient) -> bool:
    try:
        hub.head(repo_id, repo_type)
    except HubMissing:
        return False
    return True


def _missing(name: str, found_as: RepoType | None) -> str:
    if found_as is not None:
        said = _("%(repo)s existe en el Hub, pero como otra cosa: prueba con --kind %(kind)s.")
        return said % {"repo": name, "kind": found_as.value}
    return _("El Hub no encuentra %(repo)s: o no existe, o es privado.") % {"repo": name}
