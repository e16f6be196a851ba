"""What ``HubClient`` asks of the Hub's Jobs."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager

from hackathon.hub import paths
from hackathon.hub.answers import decoded
from hackathon.hub.errors import HubForbidden, HubRefused, JobMissing
from hackathon.hub.event_stream import JobLogStream
from hackathon.hub.job_reading import hardware_price, job_info, job_spec
from hackathon.hub.job_types import HardwarePrice, JobInfo, JobLogLine, JobLogs, JobStage, Volume
from hackathon.hub.reading import as_promised
from hackathon.hub.transport import Streamed, Transport

JOBS = {"missing": JobMissing, "denied": HubForbidden}


class JobCalls:
    """The part of ``HubClient`` that runs Jobs. All need a token that may run them in ``namespace``; else HubForbidden."""

    _transport: Transport

    def run_job(
        self,
        *,
        namespace: str,
        image: str,
        command: Sequence[str],
        environment: Mapping[str, str],
        flavor: str,
        timeout_seconds: int,
        labels: Mapping[str, str],
        volumes: Sequence[Volume] = (),
    ) -> JobInfo:
        """Start a Job, paid by ``namespace``. Nothing of ours reaches it but what is passed here, never our token.

        Sent once: after HubUnreachable or HubGarbled the Job may run or not, which ``jobs`` tells by a label of its own.
        HubNoCredit where the namespace cannot pay, HubRefused (with the Hub's words) for a flavor or a label that it does
        not take. Labels have letters, digits, ``.``, ``_`` and ``-``.
        """
        if self._transport.has_our_token((image, *command, *environment.values(), *labels.values())):
            raise ValueError("the Hub's token must not reach a Job")
        spec = job_spec(
            image=image,
            command=command,
            environment=environment,
            flavor=flavor,
            timeout_seconds=timeout_seconds,
            labels=labels,
            volumes=volumes,
        )
        path = paths.of_jobs(namespace)
        answer = self._transport.post_json(path, content=spec, again=False, **JOBS)
        with as_promised(path):
            return job_info(decoded(answer).content, endpoint=self._transport.endpoint)

    def job(self, namespace: str, job_id: str) -> JobInfo:
        """How a Job is doing now; JobMissing when there is none."""
        path = paths.of_job(namespace, job_id)
        data = self._transport.get_json(path, **JOBS).content
        with as_promised(path):
            return job_info(data, endpoint=self._transport.endpoint)

    def jobs(
        self, namespace: str, *, labels: Mapping[str, str], stages: Collection[JobStage] = ()
    ) -> tuple[JobInfo, ...]:
        """The Jobs of a namespace that have all these labels (and are at one of ``stages``), newest first."""
        path = paths.of_jobs(namespace)
        params = {"label": [f"{key}={value}" for key, value in labels.items()], "stage": [str(one) for one in stages]}
        asked = {key: values for key, values in params.items() if values}
        with as_promised(path):
            pages = self._transport.get_pages(path, params=asked, **JOBS)
            found = [job_info(item, endpoint=self._transport.endpoint) for page in pages for item in page.content]
        return tuple(job for job in found if labels.items() <= job.labels.items())

    def follow_job(
        self,
        namespace: str,
        job_id: str,
        *,
        seconds: float,
        max_bytes: int,
        after: JobLogLine | None = None,
        silence: float | None = None,
    ) -> JobLogStream:
        """The lines of a Job's log while they come; see JobLogStream. The request is made when the first line is asked for.

        ``silence``: seconds without a line that are borne, else the client's timeout; the Hub gives a sign every 30 s.
        The Hub tells a log from its beginning each time: pass the last line that you have as ``after`` (of its text the
        first thousand characters are enough).
        """
        path = f"{paths.of_job(namespace, job_id)}/logs"
        bearable = min(silence or self._transport.timeout, seconds)

        def connect() -> AbstractContextManager[Streamed]:
            return self._transport.stream(path, headers={"Accept": "text/event-stream"}, silence=bearable, **JOBS)

        return JobLogStream(connect, seconds=seconds, max_bytes=max_bytes, after=after)

    def job_logs(
        self, namespace: str, job_id: str, *, seconds: float, max_bytes: int, after: JobLogLine | None = None
    ) -> JobLogs:
        """What a Job has printed, as far as it comes within ``seconds`` and ``max_bytes``; see ``follow_job``.

        Of a Job that still runs it returns when the log is silent for the client's timeout, or after ``seconds``.
        """
        stream = self.follow_job(namespace, job_id, seconds=seconds, max_bytes=max_bytes, after=after)
        lines = tuple(stream)
        return JobLogs(lines, stream.complete)

    def cancel_job(self, namespace: str, job_id: str) -> None:
        """Stop a Job. One that is over stays as it is; JobMissing when there is none."""
        try:
            self._transport.post_json(f"{paths.of_job(namespace, job_id)}/cancel", again=True, **JOBS)
        except HubRefused:
            if not self.job(namespace, job_id).stage.is_over:
                raise

    def job_hardware(self) -> tuple[HardwarePrice, ...]:
        """The hardware that Jobs may run on, with prices."""
        path = "/api/jobs/hardware"
        data = self._transport.get_json(path, **JOBS).content
        with as_promised(path):
            prices = [hardware_price(item) for item in data]
        return tuple(price for price in prices if price)
