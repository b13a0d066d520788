from functools import cached_property

from django.utils.translation import gettext as _

from pillars.exhibits import Evidence


class SustainabilityAndFutureFocus(Evidence):
    """Which challenges of the future are answered, and by what."""

    @cached_property
    def challenges(self):
        return self.listing("roadmaps:challenge")

    @cached_property
    def answers(self):
        """What answers challenges, by its kind: name, colour and catalogue."""
        answers = [
            (_("Projects"), "shade-4", self.listing("institutes:project")),
            (_("Roadmap items"), "shade-3", self.listing("roadmaps:roadmap-item")),
            (_("Roadmaps"), "shade-2", self.listing("roadmaps:roadmap")),
        ]
        if self.institute:
            return answers
        every = self.listing("institutes:institute")
        return [*answers, (_("Institutes"), "shade-1", every)]
