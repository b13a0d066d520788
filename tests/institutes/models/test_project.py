import pytest

from institutes.models import Project
from tests.factories import ProjectFactory, ProjectPartnerFactory

pytestmark = pytest.mark.django_db


def test_rounds_and_themes_count_as_no_project():
    project = ProjectFactory()
    ProjectFactory(kind=Project.Kind.AWARD_ROUND)
    ProjectFactory(kind=Project.Kind.THEME)

    assert list(Project.objects.single()) == [project]


def test_a_project_names_its_partners_with_their_part_in_it():
    link = ProjectPartnerFactory(
        project__title="Lighter wheels", partner__name="Alcoa", role="lead"
    )

    assert str(link) == "Alcoa (Lead): Lighter wheels"
    assert list(link.project.partners.all()) == [link.partner]


def test_a_project_is_known_by_its_key():
    project = ProjectFactory(key="wheels", title="Lighter wheels")

    assert Project.objects.get_by_natural_key(*project.natural_key()) == project
    assert str(project) == "Lighter wheels"
