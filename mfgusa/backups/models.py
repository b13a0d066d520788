from django.db import models


class BackupRecord(models.Model):
    """A verified backup of this database: when it was made, and how large it is.

    It is written after the backup, wherever that lies, and so is no part of it: a
    restored database knows the backups before the one that it comes from.
    """

    made_at = models.DateTimeField()
    bytes = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(bytes__gt=0),
                name="backup_record_has_bytes",
                violation_error_message="A backup is not empty.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d %H:%M}: {self.bytes} bytes"
