"""The pages that know every app: home, the data and the health of the site."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from institutes.models import (
    Agency,
    FocusArea,
    Institute,
    Membership,
    Observation,
    Partner,
    Project,
    State,
    WorkforceProgram,
)
from mfgusa.catalogue import downloads
from mfgusa.catalogue.citations import Citations
from mfgusa.catalogue.filtersets import Problem
from mfgusa.catalogue.models import DataVersion
from mfgusa.tables.resources import registry, tables
from mfgusa.tables.writing import template_response
from pillars.models import Pillar
from roadmaps.models import RoadmapItem

FORMATS = ("csv", "xlsx", "json")
HEADLINES = (  # Indicators of the whole network, in the order of the page.
    "institutes",
    "member-organizations",
    "rd-projects",
    "workforce-participants",
    "cumulative-federal-commitment",
    "cumulative-non-federal-commitment",
)


@require_safe
def home(request):
    """The network at a glance, and the ways into the catalogue."""
    context = {
        "headlines": Observation.objects.newest_of_network(HEADLINES),
        "agencies": Agency.objects.with_institute_count(),
        "regions": State.objects.regions_with_institutes(),
        "focus_areas": FocusArea.objects.with_institutes(),
        "pillars": list(Pillar.objects.select_related("source")),
        "institutes": Institute.objects.with_place().with_focus_areas(),
        "holdings": _holdings(),
        "citations": Citations(),
    }
    return render(request, "home.html", context)


def _holdings():
    """How many rows there are of each kind of fact, and the table that holds them."""
    return [
        (_("partners"), "partners", Partner.objects.count()),
        (_("ties to institutes"), "memberships", Membership.objects.count()),
        (_("projects"), "projects", Project.objects.single().count()),
        (
            _("workforce programs"),
            "workforce_programs",
            WorkforceProgram.objects.count(),
        ),
        (_("roadmap items"), "roadmap_items", RoadmapItem.objects.count()),
    ]


@require_safe
def data(request):
    """Every table: its columns, its rows, its files."""
    rows = [
        {"resource": resource, "count": resource.model.objects.count()}
        for resource in tables()
    ]
    return render(request, "data.html", {"tables": rows})


@require_safe
def table(request, table, suffix):
    """One whole table as a file."""
    resource = _resource(table, suffix)
    rows = resource.model.objects.all()
    if suffix != "csv":
        return getattr(downloads, f"{suffix}_response")(resource, rows)
    spreadsheet = request.GET.getlist("spreadsheet")
    if spreadsheet not in ([], ["1"]):
        text = _("spreadsheet: give 1, or leave it out.")
        return downloads.problem_response([Problem("spreadsheet", text, "1")])
    return downloads.csv_response(resource, rows, spreadsheet=bool(spreadsheet))


@require_safe
def blank_table(request, table):
    """A workbook to fill in, with all that is allowed in it."""
    return template_response(_resource(table, "xlsx"))


def _resource(table, suffix):
    if table not in registry or suffix not in FORMATS:
        raise Http404(_("There is no file %(name)s.") % {"name": f"{table}.{suffix}"})
    return registry[table]()


@never_cache
@require_safe
def healthz(request):
    """Whether this process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def readyz(request):
    """Whether the site can do its work: database reached, migrations applied."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
        version = DataVersion.objects.current()
    except DatabaseError as problem:
        reason = str(problem).splitlines()[0]
        return JsonResponse({"ready": False, "database": reason}, status=503)
    status = 503 if waiting else 200
    body = {"ready": not waiting, "migrations": len(waiting), "data_version": version}
    return JsonResponse(body, status=status)
