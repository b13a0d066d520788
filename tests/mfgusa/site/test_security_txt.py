"""/.well-known/security.txt, as RFC 9116 wants it."""

PATH = "/.well-known/security.txt"


def test_it_says_whom_to_tell_until_when_and_where_it_lies(client, settings):
    settings.SITE_URL = "https://kb.example.org"

    response = client.get(PATH)

    assert response["Content-Type"] == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in response.text.splitlines())
    assert fields.pop("Expires").endswith("T00:00:00Z")
    assert fields == {
        "Contact": "mailto:security@example.org",
        "Preferred-Languages": "en",
        "Canonical": f"https://kb.example.org{PATH}",
    }


def test_a_local_site_names_no_address_of_its_own(client, settings):
    settings.SITE_URL = "http://localhost:8000"

    assert "Canonical" not in client.get(PATH).text


def test_without_a_contact_there_is_none(client, db, settings):
    settings.SECURITY_CONTACT = ""

    assert client.get(PATH).status_code == 404
