from django.db import models


class FrozenInput(models.Model):
    """What one employment's pay was worked out from, as bytes: the same facts give the same bytes.

    Written in bulk: the columns that point to other tables are plain numbers, checked as a whole when the run is sealed.
    """

    pk = models.CompositePrimaryKey("run_id", "employment_id")
    run_id = models.BigIntegerField()
    employment_id = models.BigIntegerField()
    content = models.BinaryField()
    sha256 = models.BinaryField(max_length=32)

    class Meta:
        db_table_comment = "Inputs of a pay run, frozen when it was calculated."

    def __str__(self) -> str:
        return f"{self.run_id}/{self.employment_id}"
