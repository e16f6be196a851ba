"""Stands for ``uv`` in a Job of the sandbox: runs things with the image's Python, and installs nothing. A script of its own.

``uv run [OPTION…] SCRIPT|python|-m MODULE|-|COMMAND [ARGUMENT…]``; ``uv pip …``, ``uv sync`` and ``uv venv`` do nothing, since
what is needed is there already.
"""

import os
import sys

WITH_VALUE = {
    "--with", "-w", "--with-requirements", "--with-editable", "--python", "-p", "--extra", "--group", "--env-file",
    "--index", "--default-index", "--index-url", "-i", "--extra-index-url", "--find-links", "-f", "--index-strategy",
    "--project", "--package", "--directory", "--cache-dir", "--config-file", "--constraint", "-c", "--override",
    "--prerelease", "--resolution", "--link-mode", "--torch-backend", "--exclude-newer", "--refresh-package",
}  # fmt: skip
IS_MODULE, IS_SCRIPT = {"-m", "--module"}, {"-s", "--script"}


def split(words):
    """The kind of what is run ("module", "script" or ""), and the words from it on.

    >>> split(["--with", "lm-eval", "--python=3.12", "a.py", "--with", "b"])
    ('', ['a.py', '--with', 'b'])
    >>> split(["-m", "lm_eval", "run"])
    ('module', ['lm_eval', 'run'])
    """
    kind, place = "", 0
    while place < len(words) and words[place].startswith("-") and words[place] != "-":
        word = words[place]
        if word == "--":
            place += 1
            break
        kind = "module" if word in IS_MODULE else "script" if word in IS_SCRIPT else kind
        place += 2 if word in WITH_VALUE else 1
    return kind, words[place:]


def command_for(words):
    """The command line that stands for ``uv run`` and these words.

    >>> command_for(["--with", "peft", "eval.py", "-x"]), command_for(["python", "-V"]), command_for(["lm_eval", "ls"])
    (['python', 'eval.py', '-x'], ['python', '-V'], ['lm_eval', 'ls'])
    """
    kind, rest = split(words)
    if kind == "module":
        return ["python", "-m", *rest]
    is_file = bool(rest) and (rest[0] == "-" or rest[0].endswith((".py", ".pyz", ".zip")) or os.path.isdir(rest[0]))
    return ["python", *rest] if kind == "script" or is_file or not rest else rest


def main(words):
    """Become the command; returns an exit code where there is none to become."""
    while words and words[0] in ("-q", "--quiet", "-v", "--verbose", "--offline", "--no-cache"):
        words = words[1:]
    verb = words[0] if words else ""
    if verb in ("pip", "sync", "venv", "cache", "python"):
        return 0
    if verb == "run":
        command = command_for(words[1:])
        try:
            os.execvp(command[0], command)
        except OSError as error:
            sys.stderr.write("error: Failed to spawn: `%s`: %s\n" % (command[0], error.strerror))  # noqa: UP031
            return 2
    sys.stderr.write("error: the sandbox has no `uv %s`\n" % verb)  # noqa: UP031
    return 0 if verb in ("--version", "-V") else 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
