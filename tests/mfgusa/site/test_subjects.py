"""Every list page is declared as a subject, and the site shows it everywhere."""

import re

import pytest
from django.urls import NoReverseMatch, resolve, reverse
from django.views.generic import DetailView

from mfgusa.catalogue.list import FilteredList
from mfgusa.catalogue.navigation import get_sections
from mfgusa.catalogue.subjects import (
    Subject,
    register,
    search_types,
    subjects_with_pages,
)
from tests import addresses

SUBJECTS = subjects_with_pages()


def catalogue_paths():
    """The paths of all URL patterns whose view is a catalogue."""
    for name, _pattern in addresses.named_patterns():
        try:
            path = reverse(name)
        except NoReverseMatch:
            continue
        view = getattr(resolve(path).func, "view_class", None)
        if view and issubclass(view, FilteredList):
            yield path


@pytest.mark.parametrize("path", list(catalogue_paths()))
def test_a_list_is_in_navigation_sitemap_search_and_test_addresses(db, client, path):
    name = path.strip("/")
    sitemap = client.get(reverse("sitemap")).content.decode()

    assert name in SUBJECTS
    assert path in [section.path for section in get_sections()]
    assert f"/sitemap-{name}.xml" in re.findall(r"//testserver(/[^<]*)", sitemap)
    assert name in [search_type.slug for search_type in search_types()]
    assert path in addresses.CATALOGUES
    assert any(row.startswith(path) for row in addresses.DETAILS)
    assert issubclass(resolve(SUBJECTS[name].example_path).func.view_class, DetailView)


@pytest.mark.parametrize("subject", list(SUBJECTS.values()), ids=lambda row: row.name)
def test_a_subject_lists_its_own_rows(subject):
    view = resolve(subject.path).func.view_class

    assert subject.path == f"/{subject.name}/"
    assert getattr(view, "queryset", subject.rows).model is subject.rows.model
    assert issubclass(view, FilteredList) == subject.is_catalogue


def test_a_name_is_registered_once():
    subject = next(iter(SUBJECTS.values()))

    with pytest.raises(ValueError, match="two subjects 'institutes'"):
        register(Subject(name=subject.name, title="", rows=subject.rows))
