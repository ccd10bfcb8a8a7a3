"""The WSGI entry point that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "welfare_portal.settings")
application = get_wsgi_application()

from welfare_portal.checks import refuse_a_bad_start  # noqa: E402 - needs Django's apps, which are ready only now

refuse_a_bad_start()
