from django.apps import AppConfig

PEOPLE = 12


class SmallChunks(AppConfig):
    name = "tests.faults"
    label = "faults"

    def ready(self) -> None:
        from payroll.services import calculate

        calculate.CHUNK = PEOPLE
