import pytest
from django.apps import apps
from django.contrib.admin.widgets import AutocompleteMixin
from django.db import connection
from django.forms import ModelChoiceField
from django.test.utils import CaptureQueriesContext

from institutes import models as facts
from roadmaps import models as plans
from tests.mfgusa.desk.rows import ADMINS, MODELS, address, as_posted, create

PARTS = {
    facts.Institute: [facts.Site, facts.InstituteFocusArea],
    facts.Partner: [facts.Membership],
    facts.Project: [facts.ProjectPartner],
    facts.Indicator: [facts.Observation],
    plans.Roadmap: [plans.RoadmapItem],
    plans.Challenge: [plans.ChallengeLink],
}

every_table = pytest.mark.parametrize("model", MODELS)


def queries(client, url):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_every_model_of_ours_has_an_admin():
    ours = {
        model
        for name in ("provenance", "institutes", "roadmaps", "pillars")
        for model in apps.get_app_config(name).get_models()
        if not model._meta.proxy and not hasattr(model, "pgh_tracked_model")
    }

    assert set(MODELS) == ours


@every_table
def test_its_list_and_its_empty_form_open(desk, model):
    assert desk.get(address(model, "changelist")).status_code == 200
    assert desk.get(address(model, "add")).status_code == 200


@every_table
def test_its_form_opens_and_an_untouched_one_saves_the_same(desk, model):
    [row] = create(model, 1)
    before = model.objects.values().get(pk=row.pk)
    form = address(model, "change", row.pk)

    response = desk.post(form, as_posted(desk.get(form)))

    assert response.status_code == 302, response.context["errors"]
    assert model.objects.values().get(pk=row.pk) == before


@every_table
def test_its_list_costs_the_same_however_many_rows(desk, model):
    create(model, 1)
    page = address(model, "changelist")
    queries(desk, page)  # The first asks for the content types too.
    few = queries(desk, page)
    create(model, 19)

    assert queries(desk, page) == few


@pytest.mark.parametrize("model", PARTS)
def test_a_whole_costs_the_same_however_many_parts(desk, model):
    [whole] = create(model, 1)
    of_whole = {model._meta.model_name: whole}
    form = address(model, "change", whole.pk)
    for part in PARTS[model]:
        create(part, 2, **of_whole)
    queries(desk, form)  # The first asks for the content types too.
    few = queries(desk, form)
    for part in PARTS[model]:
        create(part, 6, **of_whole)

    assert queries(desk, form) == few


@pytest.mark.parametrize("table", ADMINS, ids=lambda table: table.model.__name__)
def test_every_relation_is_an_autocomplete(rf, curator, table):
    request = rf.get("/")
    request.user = curator
    forms = [table.get_form(request)]
    forms += [sets.form for sets, _ in table.get_formsets_with_inlines(request)]

    relations = [
        field
        for form in forms
        for field in form.base_fields.values()
        if isinstance(field, ModelChoiceField)
    ]

    assert all(isinstance(f.widget.widget, AutocompleteMixin) for f in relations)


@every_table
def test_anything_can_be_typed_into_its_search(desk, model):
    create(model, 1)

    for words in ("ohio", "l'été", "%&|!:*", "2016"):
        response = desk.get(address(model, "changelist"), {"q": words})
        assert response.status_code == 200
