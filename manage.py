#!/usr/bin/env python
"""Django's command line."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hackathon.settings")
    if sys.argv[1:2] == ["audit"]:  # for teams on their own machines, which have no site to set up
        os.environ.setdefault("WITHOUT_SITE", "1")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
