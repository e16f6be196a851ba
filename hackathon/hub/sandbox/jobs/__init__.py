"""The sandbox's Jobs: commands that really run, as process groups on this machine.

What a Job finds is as close to the Hub as a process without a container comes, and differs where it must:

- A volume is a copy of the repo at its revision in a folder of this machine. Nothing is mounted: wherever its mount path
  stands in the command, in an argument or in a value of the environment, as a path of its own or as the beginning of one,
  it is replaced by that folder. A path that a Job makes up by itself, or that is packed away, is not found.
- An image is a name in a table that the sandbox is given, of the Python that stands for it; ``"*"`` is any other image. That
  Python's folder comes first in PATH, with a ``uv`` that runs scripts with it and installs nothing.
- A flavor is only its price: every Job runs on this machine's hardware, as the sandbox's own user.
- Of the environment it has what was passed, PATH, HOME, LANG and TMPDIR, the last so that nothing of it is left: nothing of ours.

Stages, messages and logs are the Hub's. Jobs live in memory: a sandbox that is started anew knows none of those before it,
and those still running die with it, however it dies. Commands run for whoever has a token, and tokens here are no secret: so
nothing is run unless the sandbox listens on loopback alone.
"""
