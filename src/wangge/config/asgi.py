"""The door of the stream process: changes told to browsers as they happen (`config.stream`)."""

import os
import resource

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wangge.config.settings")
django.setup()

from wangge.config.stream.app import Stream  # noqa: E402  models can be imported only now

# A connection is an open file; the soft limit is often 1,024.
_, most = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))

application = Stream()
