from django.db import models

from backoffice.audit.tracking import tracked


@tracked()
class LawOverride(models.Model):
    """The authority's own value for one statutory value that nobody has confirmed, with who says so and since when."""

    tax_year = models.CharField(max_length=7)
    path = models.CharField(max_length=120)
    value = models.TextField(help_text="As the legislation file writes it.")
    source = models.CharField("document that sets it", max_length=200)
    starts_on = models.DateField("from")
    made_by = models.ForeignKey("tenancy.Member", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="payroll_law_override_one_a_day",
                fields=["tax_year", "path", "starts_on"],
                violation_error_message="This value has been set from that day already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.path} of {self.tax_year}"
