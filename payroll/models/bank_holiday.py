from django.db import models

from backoffice.audit.tracking import tracked


@tracked()
class BankHoliday(models.Model):
    """A day on which Bacs does not work."""

    day = models.DateField(unique=True)
    name = models.CharField(max_length=60)

    def __str__(self) -> str:
        return f"{self.name}, {self.day:%-d %B %Y}"
