"""The sides that are compared, each in a process of its own: ``python -m tests.benchmarks.corpus_sides bare|look FILE TIMES``.

Prints the seconds and the processor time of each time, and the most memory (MB) that the process took by the end of the first.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

QUESTION = "pregunta"


def bare(path: str) -> Callable[[], int]:
    """Reads all columns into memory, and counts the different questions."""
    import pyarrow.compute
    import pyarrow.parquet

    def read() -> int:
        table = pyarrow.parquet.read_table(path)
        return pyarrow.compute.count_distinct(table[QUESTION]).as_py()

    return read


def look(path: str) -> Callable[[], int]:
    """The look that an audit takes, with all that it counts and compares."""
    from hackathon.editions.loading import shipped_rules
    from submissions.audit.corpus.datafiles import DataFile
    from submissions.audit.corpus.profiling import profile

    rules = shipped_rules("somos600m-2024")
    file = DataFile(path, Path(path).stat().st_size, "default", "train")

    def read() -> int:
        return profile([file], opener=lambda name, size: open(name, "rb"), rules=rules).rows_read

    return read


def most_memory() -> float:
    """The most that this process took, in MB. Of a process started by a large one ``getrusage`` tells that one's size."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def main() -> None:
    read = {"bare": bare, "look": look}[sys.argv[1]](sys.argv[2])
    seconds, cpu, most = [], [], 0.0
    for number in range(int(sys.argv[3])):
        began, worked = time.perf_counter(), time.process_time()
        rows = read()
        seconds.append(time.perf_counter() - began)
        cpu.append(time.process_time() - worked)
        if not number:
            most = most_memory()
    print(json.dumps({"seconds": seconds, "cpu": cpu, "rows": rows, "memory": most}))


if __name__ == "__main__":
    main()
