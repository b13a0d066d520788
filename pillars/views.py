"""The pages of the ten pillars: the evidence in the network or at one institute."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
)
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.generic import DetailView, TemplateView

from institutes.models import Institute
from mfgusa.catalogue.cache.middleware import cached_by_version, set_canonical_url
from mfgusa.catalogue.citation.footnotes import Footnotes
from mfgusa.catalogue.citation.page_metadata import Node, PageMetadata, breadcrumb_node
from mfgusa.catalogue.detail import FactDetail
from mfgusa.catalogue.downloads import missing_format
from mfgusa.catalogue.filters.errors import ParameterProblem
from mfgusa.catalogue.filters.parameters import accept_parameters, render_refusal
from mfgusa.charts.pictures import picture_response
from mfgusa.fields.partial_dates import PartialDate
from mfgusa.text import shorten
from pillars.evidence.base import DateCache, Evidence
from pillars.evidence.registry import EVIDENCE
from pillars.models import Pillar

if TYPE_CHECKING:
    InstituteDetailBase = DetailView[Institute]
else:
    InstituteDetailBase = DetailView

PillarsWithEvidence = list[tuple[Pillar, Evidence]]


def pillars_with_evidence(institute: Institute | None = None) -> PillarsWithEvidence:
    """Return the ten pillars with their evidence in the network or at an institute."""
    date_cache: DateCache = {}
    return [
        (pillar, EVIDENCE[pillar.number](institute, date_cache))
        for pillar in Pillar.objects.select_related("source")
    ]


@method_decorator([cached_by_version, accept_parameters()], name="dispatch")
class PillarList(TemplateView):
    """The ten pillars with the headline of each."""

    template_name = "pillars/pillar_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pillars = pillars_with_evidence()
        return super().get_context_data(
            pillars=pillars,
            citations=Footnotes(),
            metadata=self.get_page_metadata(pillars),
            **kwargs,
        )

    def get_page_metadata(self, pillars: PillarsWithEvidence) -> PageMetadata:
        """Return the metadata of the page."""
        return PageMetadata(
            title=_("The ten pillars"),
            description=_(
                "What the model of Manufacturing USA says of itself in ten pillars, "
                "and what the database shows of each."
            ),
            path=reverse("pillars:pillar-list"),
            newest=newest_evidence_date(pillars),
        )


def newest_evidence_date(pillars: PillarsWithEvidence) -> PartialDate | None:
    """Return the date of the newest source of any of the pillars."""
    dates = (evidence.newest for _pillar, evidence in pillars)
    return max(filter(None, dates), default=None)


@method_decorator([cached_by_version, accept_parameters()], name="dispatch")
class InstitutePillars(InstituteDetailBase):
    """The ten pillars with their evidence at one institute."""

    queryset = Institute.objects.select_related("source")
    slug_field = slug_url_kwarg = "key"
    template_name = "pillars/institute_pillars.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pillars = pillars_with_evidence(self.object)
        return super().get_context_data(
            pillars=pillars,
            citations=Footnotes(),
            metadata=self.get_page_metadata(pillars),
            **kwargs,
        )

    def get_page_metadata(self, pillars: PillarsWithEvidence) -> PageMetadata:
        """Return the metadata of the page."""
        institute = self.object
        address = reverse("pillars:institute-pillars", args=[institute.key])
        title = _("The ten pillars at %(institute)s") % {"institute": institute}
        return PageMetadata(
            title=title,
            description=_("%(title)s: what is recorded of each, and what is not.")
            % {"title": title},
            path=address,
            newest=newest_evidence_date(pillars),
            linked_data=[
                breadcrumb_node(
                    (_("Institutes"), reverse("institutes:institute-list")),
                    (str(institute), institute.get_absolute_url()),
                    (_("The ten pillars"), address),
                )
            ],
        )


class PillarDetail(FactDetail):
    """One pillar: its statement, and the evidence in the network or at an institute."""

    queryset = Pillar.objects.select_related("source")
    parameters = ("institute",)
    slug_field = slug_url_kwarg = "number"

    def get(
        self, request: HttpRequest, *args: Any, suffix: str = "", **kwargs: Any
    ) -> HttpResponse:
        self.object = self.get_object()
        if kwargs["slug"] != self.object.slug:
            return HttpResponsePermanentRedirect(self.address(suffix))
        if problems := list(self.problems()):
            return render_refusal(request, problems)
        if suffix:
            return self.picture(suffix)
        return self.render_to_response(self.get_context_data())

    def address(self, suffix: str = "") -> str:
        """Return the canonical address of the page or of its picture."""
        path = self.object.get_absolute_url()
        query = f"?{self.query}" if self.query else ""
        return (f"{path.rstrip('/')}.{suffix}" if suffix else path) + query

    @property
    def query(self) -> str:
        """The query string that selects the institute; blank for the network."""
        key = self.institute_key
        return urlencode({"institute": key}) if key else ""

    @cached_property
    def institute_key(self) -> str:
        """The key of the institute in the address; blank for the network."""
        return self.request.GET.get("institute", "")

    @cached_property
    def institute(self) -> Institute | None:
        """The institute in the address; None for the network or an unknown key."""
        by_key = {institute.key: institute for institute in self.institutes}
        return by_key.get(self.institute_key)

    @cached_property
    def institutes(self) -> list[Institute]:
        """The institutes to choose from."""
        return list(Institute.objects.only("key", "acronym"))

    def problems(self) -> Iterator[ParameterProblem]:
        """Yield an unknown institute, with the nearest key."""
        key = self.institute_key
        if key and self.institute is None:
            keys = [institute.key for institute in self.institutes]
            message = _("institute: there is no “%(word)s”.") % {"word": shorten(key)}
            yield ParameterProblem.unknown_value("institute", message, key, keys)

    @cached_property
    def evidence(self) -> Evidence:
        """The evidence for the pillar."""
        return EVIDENCE[self.object.number](self.institute)

    def picture(self, suffix: str) -> HttpResponse:
        """Return the picture as a file."""
        if self.evidence.picture is None:
            raise missing_format(suffix)
        response = picture_response(self.evidence.picture, suffix)
        return set_canonical_url(response, self.address(suffix))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            evidence=self.evidence,
            institute=self.institute,
            institutes=self.institutes,
            pillars=list(Pillar.objects.all()),
            base=self.object.get_absolute_url().rstrip("/"),
            query=self.query,
            **kwargs,
        )

    def get_page_metadata(self) -> PageMetadata:
        metadata = super().get_page_metadata()
        return replace(
            metadata,
            title=f"{self.object}: {self.institute}"
            if self.institute
            else metadata.title,
            path=self.address(),
            picture=self.address("png") if self.evidence.picture else "",
            newest=self.evidence.newest,
        )

    def get_description(self) -> str:
        statement: str = self.object.statement
        return statement

    def get_linked_data(self) -> list[Node]:
        parent = (_("The ten pillars"), reverse("pillars:pillar-list"))
        return [
            breadcrumb_node(parent, (str(self.object), self.object.get_absolute_url()))
        ]
