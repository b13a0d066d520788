"""The ten pillars, each with its evidence: of the network, or of one institute."""

from dataclasses import replace

from django.http import Http404, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.generic import DetailView, TemplateView

from institutes.models import Institute
from mfgusa.catalogue.cache.middleware import cached_by_version, set_canonical_url
from mfgusa.catalogue.citation.footnotes import Footnotes
from mfgusa.catalogue.citation.page_metadata import PageMetadata, breadcrumb_node
from mfgusa.catalogue.detail import FactDetail
from mfgusa.catalogue.filters.errors import ParameterProblem
from mfgusa.catalogue.filters.parameters import accept_parameters, render_refusal
from mfgusa.charts.pictures import picture_response
from mfgusa.text import did_you_mean, in_short, nearest
from pillars.evidence.registry import EVIDENCE
from pillars.models import Pillar


def pillars_with_evidence(institute=None):
    """The ten pillars, each with its `evidence` for a scope."""
    pillars = list(Pillar.objects.select_related("source"))
    dates = {}
    for pillar in pillars:
        pillar.evidence = EVIDENCE[pillar.number](institute, dates)
    return pillars


@method_decorator([cached_by_version, accept_parameters()], name="dispatch")
class PillarList(TemplateView):
    """The ten pillars with the headline of each."""

    template_name = "pillars/pillar_list.html"

    def get_context_data(self, **kwargs):
        pillars = pillars_with_evidence()
        return super().get_context_data(
            pillars=pillars,
            citations=Footnotes(),
            metadata=self.get_page_metadata(pillars),
            **kwargs,
        )

    def get_page_metadata(self, pillars):
        return PageMetadata(
            title=_("The ten pillars"),
            description=_(
                "What the model of Manufacturing USA says of itself in ten pillars, "
                "and what the database shows of each."
            ),
            path=reverse("pillars:pillar-list"),
            newest=newest_evidence_date(pillars),
        )


def newest_evidence_date(pillars):
    """The date of the newest fact behind any of the pillars."""
    return max((p.evidence.newest for p in pillars if p.evidence.newest), default=None)


@method_decorator([cached_by_version, accept_parameters()], name="dispatch")
class InstitutePillars(DetailView):
    """The ten pillars as one institute bears them out."""

    queryset = Institute.objects.select_related("source")
    slug_field = slug_url_kwarg = "key"
    template_name = "pillars/institute_pillars.html"

    def get_context_data(self, **kwargs):
        pillars = pillars_with_evidence(self.object)
        return super().get_context_data(
            pillars=pillars,
            citations=Footnotes(),
            metadata=self.get_page_metadata(pillars),
            **kwargs,
        )

    def get_page_metadata(self, pillars):
        """What the page says of itself to those who cite, share or index it."""
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
    """One pillar: its statement, then the evidence for the network or an institute."""

    queryset = Pillar.objects.select_related("source")
    parameters = ("institute",)
    slug_field = slug_url_kwarg = "number"

    def get(self, request, *args, suffix="", **kwargs):
        self.object = self.get_object()
        if kwargs["slug"] != self.object.slug:
            return HttpResponsePermanentRedirect(self.address(suffix))
        if problems := list(self.problems()):
            return render_refusal(request, problems)
        if suffix:
            return self.drawn(suffix)
        return self.render_to_response(self.get_context_data())

    def address(self, suffix=""):
        """The true address of the page, or of its picture."""
        path = self.object.get_absolute_url()
        query = f"?{self.query}" if self.query else ""
        return (f"{path.rstrip('/')}.{suffix}" if suffix else path) + query

    @property
    def query(self):
        """What of the address says whose evidence it is; blank for the network."""
        return urlencode({"institute": self.asked}) if self.asked else ""

    @cached_property
    def asked(self):
        """The key of the institute that is asked for; none is the network."""
        return self.request.GET.get("institute", "")

    @cached_property
    def institute(self):
        return next((one for one in self.institutes if one.key == self.asked), None)

    @cached_property
    def institutes(self):
        return list(Institute.objects.only("key", "acronym"))

    def problems(self):
        if self.asked and self.institute is None:
            known = [one.key for one in self.institutes]
            message = _("institute: there is no “%(word)s”.")
            message = message % {"word": in_short(self.asked)}
            message += did_you_mean(self.asked, known)
            yield ParameterProblem("institute", message, nearest(self.asked, known))

    @cached_property
    def evidence(self):
        return EVIDENCE[self.object.number](self.institute)

    def drawn(self, suffix):
        if self.evidence.picture is None:
            raise Http404(_("There is no .%(suffix)s of this.") % {"suffix": suffix})
        response = picture_response(self.evidence.picture, suffix)
        return set_canonical_url(response, self.address(suffix))

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            evidence=self.evidence,
            institute=self.institute,
            institutes=self.institutes,
            pillars=list(Pillar.objects.all()),
            base=self.object.get_absolute_url().rstrip("/"),
            query=self.query,
            **kwargs,
        )

    def get_page_metadata(self):
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

    def get_description(self):
        return self.object.statement

    def get_linked_data(self):
        listed = (_("The ten pillars"), reverse("pillars:pillar-list"))
        return [
            breadcrumb_node(listed, (str(self.object), self.object.get_absolute_url()))
        ]
