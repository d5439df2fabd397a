"""The door the web server enters by."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from wangge.core import statements

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wangge.config.settings")

statements.limit(settings.STATEMENT_SECONDS)
application = get_wsgi_application()
