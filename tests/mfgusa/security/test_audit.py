"""Known vulnerabilities fail the audit; a missing network does not."""

import json
import runpy
import sys

from django.conf import settings

audit = runpy.run_path(str(settings.BASE_DIR / "requirements/audit.py"))["main"]
FINE = {"name": "django", "version": "5.2.8", "vulns": []}
OPEN = {"id": "PYSEC-1", "fix_versions": ["2.0"]}


def pip_audit(*packages):
    text = json.dumps({"dependencies": packages})
    return [sys.executable, "-c", f"print({text!r})"]


def test_a_known_vulnerability_is_named():
    message = audit(pip_audit(FINE, {"name": "x", "version": "1.0", "vulns": [OPEN]}))

    assert message == "x 1.0: PYSEC-1, mended in 2.0"


def test_no_known_vulnerability_passes_and_counts_skipped_packages(capsys):
    assert audit(pip_audit(FINE, {"name": "y", "skip_reason": "not found"})) is None
    assert capsys.readouterr().out == "1 of 2 requirements audited.\n"


def test_a_registry_without_advisories_is_said_to_have_none(capsys):
    assert audit(pip_audit({"name": "y", "skip_reason": "not found"})) is None
    assert "no advisories for any of the 1 requirements" in capsys.readouterr().out


def test_without_network_the_audit_prints_one_line(capsys):
    command = [sys.executable, "-c", "import sys; sys.exit('no connection')"]

    assert audit(command) is None
    assert capsys.readouterr().out.count("\n") == 1
