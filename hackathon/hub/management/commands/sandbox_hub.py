"""``manage.py sandbox_hub``: a Hub to try things out with, on this machine."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from hackathon import clock
from hackathon.hub.sandbox.jobs.folders import ANY_IMAGE
from hackathon.hub.sandbox.limits import checked_limits
from hackathon.hub.sandbox.records import SandboxError, from_iso
from hackathon.hub.sandbox.server import Connections, build_app, configured, listening
from hackathon.hub.sandbox.storage import SandboxStorage
from hackathon.hub.sandbox.webhooks import WebhookBook


class Command(BaseCommand):
    """Serves a folder of git repos as the Hugging Face Hub would, with its sign-in. For trying things out only."""

    help = "Serve a folder of git repos as the Hugging Face Hub would. For trying things out only: needs DEBUG."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--root", help="folder of the repos (default: hub/ in VAR_DIR)")
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
        parser.add_argument("--port", type=int, default=8001)
        parser.add_argument("--public-url", default="", help="the sandbox's own address when visitors use another one")
        parser.add_argument("--redirect-host", action="append", default=[], help="a host people may sign in to")
        parser.add_argument(
            "--webhook",
            action="append",
            default=[],
            metavar="ADDRESS",
            help="an address that is told of all that happens, with the secret HUB_WEBHOOK_SECRET",
        )
        parser.add_argument("--samples", action="store_true", help="put the invented organisation somos-demo into it")
        parser.add_argument(
            "--quota",
            action="append",
            default=[],
            metavar="KIND=NUMBER",
            help="requests that a visitor may make in five minutes, such as api=1000 (also resolvers, pages)",
        )
        parser.add_argument("--deadline", help="the samples' deadline, ISO with a zone (default: in a week)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until stopped; CommandError when DEBUG is off, the port is taken or an option is wrong."""
        if not settings.DEBUG:
            raise CommandError("The sandbox Hub believes whoever says who they are, so it only starts with DEBUG on.")
        quota = self._quota(options["quota"])
        storage = SandboxStorage(Path(options["root"] or Path(settings.VAR_DIR) / "hub"))
        if options["samples"]:
            self._build_samples(storage, options["deadline"])
        connections = Connections()
        app = build_app(
            storage,
            connections=connections,
            redirect_hosts=tuple(options["redirect_host"]),
            public_url=options["public_url"],
            quota=quota,
            images=self._images(),
        )
        self._register(app.state.webhooks, options["webhook"])
        try:
            sock = listening(options["host"], options["port"])
        except OSError as error:
            message = f"Port {options['port']} of {options['host']} cannot be used ({error}). Choose another: --port."
            raise CommandError(message) from error
        app.state.jobs.permit(sock.getsockname()[0], public_url=options["public_url"])
        url = f"http://{options['host']}:{sock.getsockname()[1]}"
        app.state.webhooks.endpoint = app.state.webhooks.endpoint or url
        app.state.webhooks.start()
        self.stdout.write(f"Sandbox Hub over {storage.root} at {url}")
        self.stdout.flush()
        try:
            configured(app, connections).run(sockets=[sock])
        finally:
            app.state.jobs.stop()

    def _images(self) -> dict[str, str]:
        """Any image of a Job is the environment that evaluates models, where it was built, else this one."""
        return {ANY_IMAGE: settings.EVAL_PYTHON if Path(settings.EVAL_PYTHON).is_file() else sys.executable}

    def _quota(self, options: list[str]) -> dict[str, int]:
        try:
            return checked_limits({kind: int(number) for kind, _, number in (text.partition("=") for text in options)})
        except (SandboxError, ValueError) as error:
            raise CommandError(f"--quota: {error}") from error

    def _register(self, webhooks: WebhookBook, addresses: list[str]) -> None:
        """The secret comes from the environment: everybody on a machine can read the command lines of its processes."""
        try:
            for address in addresses:
                webhooks.register(address, secret=settings.HUB_WEBHOOK_SECRET)
        except SandboxError as error:
            raise CommandError(f"--webhook: {error}") from error

    def _build_samples(self, storage: SandboxStorage, deadline: str | None) -> None:
        from hackathon.hub.sandbox.samples import build_samples  # pyarrow's memory, only where it is asked for

        try:
            build_samples(storage, at=clock.now(), deadline=from_iso(deadline) if deadline else None)
        except SandboxError as error:
            raise CommandError(str(error)) from error
