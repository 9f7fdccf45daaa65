"""The workers' application: `celery -A backoffice.config.celery worker`."""

import gc
import os
from typing import Any

from celery import Celery
from celery.schedules import crontab
from celery.signals import worker_before_create_process
from django.conf import settings
from django.db import connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backoffice.config.settings")
app = Celery("backoffice")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.task_default_queue = "default"
app.conf.worker_prefetch_multiplier = 1  # a long task does not hold short ones behind it
app.conf.broker_connection_retry_on_startup = True
# A message a worker died with comes again after ten minutes; the sweep is quicker. Leases keep two from working at once.
app.conf.broker_transport_options = {
    "visibility_timeout": 600,
    "socket_connect_timeout": 2,
    "socket_timeout": 20,
}
app.conf.beat_schedule = {
    "sweep": {"task": "tenancy.sweep", "schedule": settings.JOB_SWEEP_SECONDS},
    "tidy": {"task": "tenancy.tidy", "schedule": crontab(hour="2", minute="40")},  # nobody is at work
}


@worker_before_create_process.connect
def _before_fork(**_: Any) -> None:
    """No connection lives across a fork: two processes on one would read each other's answers."""
    connections.close_all()
    gc.freeze()  # what is loaded by now is kept for good: no child looks through it again, or copies it by doing so
