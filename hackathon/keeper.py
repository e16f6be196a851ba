"""Runs one command and takes all that it started with it when the sandbox dies. A script of its own: no package is there.

    python keeper.py PARENT COMMAND [ARGUMENT…]

It is the head of a process group. The system tells it when PARENT is gone (Linux), and it then kills the group and itself:
a command alone could be told as well, but not what it started. Its exit code is the command's, or 128 and the signal's number.
When memory is short the command goes first, before databases and workers; it leaves no image of its memory on the disk.
"""

import ctypes
import os
import resource
import signal
import sys

PR_SET_PDEATHSIG = 1
FIRST_TO_GO = "1000"


def kill_all(number, frame):
    """End the group, and ourselves with it."""
    os.killpg(0, signal.SIGKILL)


def first_to_go():
    """Let the system choose us when it has to free memory (Linux)."""
    try:
        with open("/proc/self/oom_score_adj", "w") as score:
            score.write(FIRST_TO_GO)
    except OSError:
        return


def main(parent, command):
    """Run ``command`` while the process ``parent`` lives; returns its exit code."""
    signal.signal(signal.SIGTERM, kill_all)
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it died before we could be told
        return 1
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    first_to_go()
    try:
        child = os.posix_spawnp(command[0], command, os.environ)
    except OSError as error:
        sys.stderr.write("%s: %s\n" % (command[0], error.strerror))  # noqa: UP031 - any Python may run this
        return 127
    _, status = os.waitpid(child, 0)
    return 128 + os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), sys.argv[2:]))
