from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mfgusa.catalogue.search import Folded, SearchableQuerySet, search_column
from mfgusa.history import recorded
from mfgusa.keys import KeyedQuerySet, KeyField


class SkillQuerySet(SearchableQuerySet, KeyedQuerySet):
    """What people need to be able to do."""


@recorded
class Skill(models.Model):
    """Something that the work of a roadmap asks people to be able to do."""

    natural_key_fields = ["slug"]

    slug = KeyField()
    name = models.CharField(max_length=100, unique=True)
    search = search_column(names=["name"])

    objects = SkillQuerySet.as_manager()

    class Meta:
        ordering = [Folded("name")]
        indexes = [GinIndex(fields=["search"], name="skill_search")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name=""),
                name="skill_has_a_name",
                violation_error_message=_("A skill has a name."),
            )
        ]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (self.slug,)
