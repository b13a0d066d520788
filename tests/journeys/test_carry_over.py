"""A site of version 0.1.0 is carried over: its tables and its accounts."""

from zipfile import ZipFile

from django.conf import settings

from tests.journeys.test_backup import files, manage

DATA = settings.BASE_DIR / "tests/data/version-0.1.0"
SIGN_IN = """
from django.contrib.auth import get_user_model
from django.test import Client
account = {"username": "rosa", "password": "carried over safely", "code": "abcdefgh"}
client = Client(HTTP_HOST="localhost")
client.post("/admin/login/?next=/admin/", account)
user = get_user_model().objects.get(pk=client.session["_auth_user_id"])
print(user.get_full_name(), user.totpdevice_set.get().name)
print(user.has_perm("provenance.change_source"), user.has_perm("institutes.add_site"))
"""


def test_a_site_of_version_0_1_is_carried_over(prepared_site, tmp_path):
    folder = prepared_site.copy(tmp_path / "data").folder  # Fresh, and prepared.
    accounts = tmp_path / "accounts.json"
    dump = (DATA / "accounts.json").read_text()
    accounts.write_text(
        dump.replace('"institutes", "source"', '"provenance", "source"')
    )

    manage(folder, "loaddata", accounts)
    report = manage(
        folder, "import_tables", DATA / "tables.zip", "--remove-missing", "--yes"
    )
    manage(folder, "export_tables", tmp_path / "exported")

    assert "institutes: 0 create, 1 update" in report
    assert "memberships: 0 create, 0 update, 1 delete, 751 unchanged" in report
    with ZipFile(DATA / "tables.zip") as package:
        tables = {name: package.read(name).decode() for name in package.namelist()}
    assert files(tmp_path / "exported") == tables
    assert "Summarized by Rosa." in tables["institutes.csv"]
    signed_in = manage(folder, "shell", "-c", SIGN_IN)
    assert signed_in.splitlines()[-2:] == ["Rosa phone", "True False"]
