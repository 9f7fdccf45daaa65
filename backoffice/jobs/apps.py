from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "backoffice.jobs"
    label = "jobs"
    verbose_name = "Jobs"

    def ready(self) -> None:
        from backoffice.jobs.services import OUTBOX_KIND
        from backoffice.jobs.tasks import send_swept
        from backoffice.tenancy.tasks import register_outbox

        register_outbox(OUTBOX_KIND, send_swept)
