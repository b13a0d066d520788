"""A version gets its tag when everything agrees; nothing else does."""

import json

import pytest
from django.conf import settings

from deploy import tag

CHANGELOG = (
    "# Changelog\n\n## 1.2.0 (2027-01-31)\n\n- A change.\n\n## 1.1.0 (2026-01-31)\n"
)
FILES = {
    "pyproject.toml": '[project]\nname = "site"\nversion = "1.2.0"\n',
    "CHANGELOG.md": CHANGELOG,
    "mfgusa/site/security_txt.py": 'EXPIRES = "2028-01-31T00:00:00Z"\n',
    "requirements/site.txt": "django==5.2.8\n",
    ".gitignore": "dist/\n",
}


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project in a Git of its own, ready for its tag."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "no-gitconfig"))
    for name in ("GIT_AUTHOR", "GIT_COMMITTER"):
        monkeypatch.setenv(f"{name}_NAME", "Rosa")
        monkeypatch.setenv(f"{name}_EMAIL", "rosa@example.org")
    root = tmp_path / "project"
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    tag.git(root, "init", "--quiet")
    commit(root)
    return root


def commit(root):
    tag.git(root, "add", ".")
    tag.git(root, "commit", "--quiet", "--message=Release")


def test_a_tag_holds_the_changes_and_the_digest_of_the_sbom(project, capsys):
    assert tag.main(project) is None

    message = tag.git(project, "tag", "--list", "--format=%(contents)", "v1.2.0")
    assert message.startswith("Version 1.2.0\n\n- A change.\n")
    assert "mfgusa-1.2.0.cdx.json: SHA-256 " in message
    assert tag.UNSIGNED in message
    assert tag.UNSIGNED in capsys.readouterr().out
    sbom = json.loads((project / "dist/mfgusa-1.2.0.cdx.json").read_text())
    assert [part["name"] for part in sbom["components"]] == ["django"]
    assert "There is a tag v1.2.0" in tag.main(project)


@pytest.mark.parametrize(
    ("file", "text", "problem"),
    [
        ("CHANGELOG.md", f"## Unreleased\n\n- New.\n{CHANGELOG}", "“Unreleased”"),
        ("CHANGELOG.md", CHANGELOG.replace("1.2.0", "1.3.0"), "begins with “1.3.0"),
        ("CHANGELOG.md", CHANGELOG.replace("27-01-31", "27-02-01"), "be 2028-02-01"),
    ],
)
def test_what_does_not_agree_gets_no_tag(project, file, text, problem):
    (project / file).write_text(text)
    commit(project)

    assert problem in tag.main(project)
    assert tag.git(project, "tag") == ""


def test_changes_that_are_not_committed_get_no_tag(project):
    (project / "notes.txt").touch()

    assert "not committed" in tag.main(project)
    assert tag.git(project, "tag") == ""


def test_a_key_that_does_not_sign_gets_no_tag(project, monkeypatch):
    changelog = project / "CHANGELOG.md"  # Any file: an SBOM takes ten seconds.
    monkeypatch.setattr(tag, "write_sbom", lambda _root, _version: changelog)
    tag.git(project, "config", "user.signingkey", "no-such-key")
    tag.git(project, "config", "gpg.program", "false")

    assert "git failed: " in tag.main(project)
    assert tag.git(project, "tag") == ""


def test_security_txt_holds_for_a_year_after_the_newest_release():
    """`make tag` asks for the same, before a release."""
    changelog = (settings.BASE_DIR / "CHANGELOG.md").read_text()
    titles = [title for title, _text in tag.SECTION.findall(changelog)]
    newest = next(title for title in titles if title != "Unreleased")

    assert [*tag.security_txt_problems(settings.BASE_DIR, newest)] == []
