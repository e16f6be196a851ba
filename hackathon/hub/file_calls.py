"""What ``HubClient`` asks for files: a part of one, one to seek in, a whole revision on the disk."""

import re
import shutil
from collections.abc import Callable
from io import BufferedReader
from pathlib import Path

from hackathon.hub import paths
from hackathon.hub.answers import Answer
from hackathon.hub.downloading import Allowance, Draft, is_there, must_be_allowed, must_fit, place_of
from hackathon.hub.errors import FileMissing, HubGarbled, HubRateLimited, HubSilent
from hackathon.hub.remote_file import MAX_FETCHED, MAX_FILE_BYTES, open_remote
from hackathon.hub.transport import Streamed, Transport
from hackathon.hub.types import RepoFile, RepoInfo, RepoType

SHA = re.compile(r"[0-9a-f]{40}")
PROGRESS_BYTES = 1 << 20
"""Bytes. A transfer that breaks off after fewer has got nowhere: so it ends, however often it is taken up again."""

_CONTENT_RANGE = re.compile(r"bytes (?:(?P<start>\d+)-\d+|\*)/(?P<size>\d+)")
_FIRST_BACKOFF = 0.5


class FileCalls:
    """The part of ``HubClient`` that reads files."""

    _transport: Transport
    look: Callable[..., RepoInfo]  # what ``HubClient`` tells of a repo at a revision

    def read_file(
        self,
        repo_id: str,
        repo_type: RepoType,
        path: str,
        *,
        revision: str,
        max_bytes: int = MAX_FILE_BYTES,
    ) -> bytes:
        """The first ``max_bytes`` bytes of a file. As many as ``max_bytes`` means: there may be more."""
        if max_bytes < 1:
            raise ValueError("max_bytes must be at least 1")
        return self._part(repo_id, repo_type, path, revision=revision, start=0, stop=max_bytes).body

    def open_file(
        self,
        repo_id: str,
        repo_type: RepoType,
        path: str,
        *,
        revision: str,
        size: int | None = None,
        max_bytes: int = MAX_FETCHED,
    ) -> BufferedReader:
        """A file as a seekable binary file that fetches only what is read; pyarrow takes it. Reading raises our errors.

        ``max_bytes``: so many may be fetched altogether, then reading raises OSError.
        Pass ``size`` (from ``repo_info``) to save the request that asks for it, and a sha as ``revision``: parts of a
        branch's head could come from two commits.
        """

        def fetch(start: int, stop: int) -> bytes:
            return self._part(repo_id, repo_type, path, revision=revision, start=start, stop=stop).body

        if size is None:
            size = _whole_size(self._part(repo_id, repo_type, path, revision=revision, start=0, stop=1))
        return open_remote(fetch, size=size, max_bytes=max_bytes)

    def download(
        self,
        repo_id: str,
        repo_type: RepoType,
        *,
        revision: str,
        into: Path,
        want: Callable[[RepoFile], bool],
        max_bytes: int,
        seconds: float | None = None,
        beat: Callable[[int], None] | None = None,
    ) -> tuple[RepoFile, ...]:
        """The files of a revision that are wanted, in the folder ``into``; which those are.

        Each is checked against the SHA-256 that LFS has of it, else against git's name for its content, before it gets its
        own name; what is there already and is the same is not fetched again, and a transfer that broke off (also in an
        earlier call, also by a kill) is taken up where it stopped. One caller at a time for one folder.

        TooLarge, before anything is fetched, where they are more than ``max_bytes`` altogether. Memory stays small
        whatever their size. ``seconds``: the whole may take no longer, then HubUnreachable; without it only silence is bounded.
        ``beat``: called with the bytes so far about once a second. OSError where the disk is full.
        """
        info = self.look(repo_id, repo_type, revision=revision)
        if SHA.fullmatch(revision) and info.sha != revision:
            raise HubGarbled(f"{repo_id}: {info.sha} came for {revision}")
        wanted = tuple(file for file in info.files if want(file))
        must_be_allowed(wanted, max_bytes=max_bytes)
        places = {file: place_of(file.path, into) for file in wanted}
        allowance = Allowance(max_bytes=max_bytes, seconds=seconds, beat=beat)
        into.mkdir(parents=True, exist_ok=True)
        lacking = [file for file in wanted if not is_there(places[file], file)]
        allowance.take(sum(file.size or 0 for file in wanted if file not in lacking))
        must_fit(lacking, folder=into)
        drafts = into.with_name(f"{into.name}.part")
        drafts.mkdir(exist_ok=True)
        for file in lacking:
            with Draft(file, drafts) as draft:
                address = paths.of_file(repo_id, repo_type, file.path, revision=info.sha)
                self._fetch(address, draft, allowance, commit=info.sha)
                draft.finish(places[file])
        shutil.rmtree(drafts)
        return wanted

    def _fetch(self, address: str, draft: Draft, allowance: Allowance, *, commit: str) -> None:
        """All that a draft lacks, with pauses where the Hub is in trouble, for as long as it gets on."""
        allowance.take(draft.position)
        troubles = 0
        while draft.file.size is None or draft.position < draft.file.size:
            before = draft.position
            try:
                self._fetch_on(address, draft, allowance, commit=commit)
            except HubGarbled:
                raise
            except HubSilent as trouble:
                troubles = 1 if draft.position - before >= PROGRESS_BYTES else troubles + 1
                limited = isinstance(trouble, HubRateLimited)
                wait = trouble.retry_after if limited else _FIRST_BACKOFF * 2 ** (troubles - 1)
                if troubles > self._transport.retries or wait > self._transport.max_wait:
                    raise
                self._transport.sleep(wait)
                allowance.take(0)
            else:
                if draft.file.size is None or draft.position == before:
                    return

    def _fetch_on(self, address: str, draft: Draft, allowance: Allowance, *, commit: str) -> None:
        headers = {"Range": f"bytes={draft.position}-"} if draft.position else {}
        with self._transport.stream(address, headers=headers, missing=FileMissing, keep=(416,)) as answer:
            if answer.commit not in (None, commit):
                raise HubGarbled(f"{address}: served from {answer.commit}")
            if draft.position and not _goes_on(answer, draft.position):
                allowance.done -= draft.position
                draft.restart()
                if answer.status != 200:
                    raise HubGarbled(f"{address}: another part came than was asked for")
            for chunk in answer.chunks:
                draft.write(chunk)
                allowance.take(len(chunk))

    def _part(
        self,
        repo_id: str,
        repo_type: RepoType,
        path: str,
        *,
        revision: str,
        start: int,
        stop: int,
    ) -> Answer:
        where = paths.of_file(repo_id, repo_type, path, revision=revision)
        answer = self._transport.get_bytes(where, start=start, stop=stop)
        if SHA.fullmatch(revision) and answer.commit not in (None, revision):
            raise HubGarbled(f"{where}: served from {answer.commit}")
        return answer


def _goes_on(answer: Streamed, position: int) -> bool:
    found = _CONTENT_RANGE.fullmatch(answer.headers.get("Content-Range", ""))
    return answer.status == 206 and found is not None and found["start"] == str(position)


def _whole_size(answer: Answer) -> int:
    """The size of the whole file, read from an answer to a request for its first byte."""
    found = _CONTENT_RANGE.fullmatch(answer.headers.get("Content-Range", ""))
    if found:
        return int(found["size"])
    if answer.status == 200 and answer.headers.get("Content-Length", "").isdecimal():
        return int(answer.headers["Content-Length"])
    raise HubGarbled("the size of a file was not told")
