"""The counts of focus areas, over the real facts."""


def test_each_number_opens_exactly_its_rows(facts, client):
    listed = client.get("/focus-areas/").context["rows"]

    assert {area.level for area in listed} == {"upper", "part"}
    for area in listed:
        partners = client.get(area.get_absolute_url()).context["partners"]
        for count, address in (
            (area.institute_count, f"/institutes.csv?focus={area.slug}"),
            (area.project_count, f"/projects.csv?focus={area.slug}&kind=project"),
            (partners["count"], f"/partners.csv?{partners['query']}"),
        ):
            if count:
                assert client.get(address)["X-Row-Count"] == str(count), address
