from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "backoffice.imports"
    label = "imports"
    verbose_name = "Imports"

    def ready(self) -> None:
        from backoffice.documents.kinds import CSV, TEXT, XLSX, document_kind
        from backoffice.imports import jobs
        from backoffice.imports.links import batch_title, batch_url, may_see_file
        from backoffice.imports.reading import MOST_BYTES
        from backoffice.imports.services import DOCUMENT_KIND
        from backoffice.links import register_kind

        document_kind(
            DOCUMENT_KIND,
            label="Import file",
            may_see=may_see_file,
            types=(CSV, TEXT, XLSX),
            largest_bytes=MOST_BYTES,
        )
        register_kind(jobs.LINK_KIND, label="Import", url=batch_url, title=batch_title)
