#!/usr/bin/env python
"""Django's command line."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hackathon.settings")
    if {*sys.argv[1:2]} & {"audit", "rank", "verify_results"}:  # for anybody's machine, without a site to set up
        os.environ.setdefault("WITHOUT_SITE", "1")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
