"""Runs several processes as one: all their output on one stream, and when one ends, all end. Knows nothing of what they do."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import IO, TextIO

from hackathon.ties import tied_to_parent

__all__ = ["ROOT", "Service", "Supervisor", "tied_to_parent"]

ROOT = Path(__file__).resolve().parent.parent.parent
STOP_SECONDS = 8.0  # an idle worker on a queue of files takes 4: it looks at its signals every 2 s, twice
COLOURS = ("36", "33", "32", "35")


@dataclass(frozen=True, slots=True)
class Service:
    """One process of the stack: a short name for its lines of output, and its command line."""

    name: str
    argv: tuple[str, ...]


class Supervisor:
    """Runs services together: all their output on one stream, and when one ends, all end.

    ``run`` returns 0 after a wanted stop (Ctrl-C, SIGTERM, SIGHUP) and 1 when a service died by itself.
    """

    def __init__(self, wanted: Sequence[Service], *, environ: Mapping[str, str], out: TextIO = sys.stdout) -> None:
        self.wanted = wanted
        self.environ = environ
        self.out = out
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.stop_asked = threading.Event()
        self.dead: tuple[str, int] | None = None
        self._lock = threading.Lock()
        self._width = max(len(service.name) for service in wanted)

    def run(self, *, when_started: Callable[["Supervisor"], None]) -> int:
        """Starts everything, calls ``when_started`` in a thread of its own, and returns when everything has stopped."""
        self._listen_to_signals()
        readers: list[threading.Thread] = []
        try:
            # The children come before the threads: forking a process that has threads is asking for trouble.
            for service in self.wanted:
                self.children[service.name] = self._spawn(service)
            for position, (name, child) in enumerate(self.children.items()):
                readers.append(threading.Thread(target=self._relay, args=(name, child.stdout, position), daemon=True))
            for thread in (*readers, threading.Thread(target=when_started, args=(self,), daemon=True)):
                thread.start()
            self._watch()
        finally:
            self.say("", "Parando… · Stopping…")
            self._stop_all()
        for reader in readers:
            reader.join(timeout=1)
        if self.dead is not None:
            self._tell_who_died(*self.dead)
            return 1
        self.say("", "Todo parado. · Everything has stopped.")
        return 0

    def say(self, name: str, text: str, *, colour: str = "") -> None:
        """Writes one line, with the name of who says it."""
        prefix = f"{name:<{self._width}} │ " if name else ""
        if colour and self.out.isatty():
            prefix = f"\033[{colour}m{prefix}\033[0m"
        self.print(prefix + text)

    def print(self, text: str) -> None:
        """Writes a text whole, not mixed with anybody's lines. When nobody reads any more, asks everything to stop."""
        with self._lock:
            try:
                print(text, file=self.out, flush=True)
            except (BrokenPipeError, ValueError):
                self.stop_asked.set()

    def _listen_to_signals(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) is not signal.SIG_IGN or number == signal.SIGINT:
                signal.signal(number, self._on_signal)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        if self.stop_asked.is_set():  # asked twice: no more waiting
            self._signal_all(signal.SIGKILL)
        self.stop_asked.set()

    def _spawn(self, service: Service) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            service.argv,
            cwd=ROOT,
            env=dict(self.environ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C reaches us alone, and we stop them in order
            preexec_fn=tied_to_parent(),
        )

    def _relay(self, name: str, stream: IO[bytes], position: int) -> None:
        for line in stream:
            self.say(name, line.decode(errors="replace").rstrip(), colour=COLOURS[position % len(COLOURS)])

    def _watch(self) -> None:
        while not self.stop_asked.wait(timeout=0.2):
            for name, child in self.children.items():
                code = child.poll()
                if code is not None:
                    self.dead = (name, code)
                    return

    def _stop_all(self) -> None:
        for child in self.children.values():
            if child.poll() is None:
                child.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for child in self.children.values():
            try:
                child.wait(timeout=max(deadline - time.monotonic(), 0.01))
            except subprocess.TimeoutExpired:
                continue  # the signal below ends it
        self._signal_all(signal.SIGKILL)
        for child in self.children.values():
            child.wait()

    def _signal_all(self, number: signal.Signals) -> None:
        """To the whole group of each child, so that nothing a child started outlives it."""
        for child in self.children.values():
            try:
                os.killpg(child.pid, number)
            except ProcessLookupError:
                continue  # the whole group is gone already

    def _tell_who_died(self, name: str, code: int) -> None:
        how = f"señal {-code}" if code < 0 else f"código {code}"
        how_en = f"signal {-code}" if code < 0 else f"code {code}"
        self.say("", f"El proceso «{name}» terminó solo ({how}) y se ha parado todo; el motivo está más arriba.")
        self.say("", f"The process “{name}” ended by itself ({how_en}), so everything was stopped; see above for why.")
