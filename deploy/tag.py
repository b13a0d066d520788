"""`make tag`: a version gets its tag once tree, changelog and version agree.

It writes the list of what the site is made of (SBOM, CycloneDX) into `dist/` and its
SHA-256 into the message of the tag, which is signed if Git knows a signing key. Nothing
is pushed.
"""

import hashlib
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SECTION = re.compile(r"^## (.+)\n+((?:(?!## ).*\n)*)", re.MULTILINE)
SECURITY_TXT = "mfgusa/site/security_txt.py"
EXPIRES = re.compile(r'^EXPIRES = "(\d{4}-\d\d-\d\d)T', re.MULTILINE)
UNSIGNED = "This tag is not signed: Git knows no user.signingkey."


def main(root: Path = ROOT) -> str | None:
    """Make the tag; what is in the way, or None."""
    version = tomllib.loads((root / "pyproject.toml").read_text())["project"]["version"]
    title, changes = newest_section(root)
    problems = [*version_problems(version, title), *security_txt_problems(root, title)]
    if problems := [*tree_problems(root, version), *problems]:
        return "\n".join(problems)
    try:
        sbom = write_sbom(root, version)
        digest = hashlib.sha256(sbom.read_bytes()).hexdigest()
        message = f"Version {version}\n\n{changes}\n{sbom.name}: SHA-256 {digest}\n"
        make_tag(root, f"v{version}", message)
    except subprocess.CalledProcessError as error:
        return f"{error.cmd[0]} failed: {error.stderr.strip()}"
    say(f"v{version} is made; {sbom.relative_to(root)} belongs to its release.")
    say(f"Nothing was pushed: git push origin v{version}")
    return None


def newest_section(root: Path) -> tuple[str, str]:
    """The title and the text of the first section of the changelog."""
    section = SECTION.search((root / "CHANGELOG.md").read_text())
    return (section[1].strip(), section[2]) if section else ("", "")


def tree_problems(root: Path, version: str) -> Iterator[str]:
    """Changes that are not committed, and a tag that there is already."""
    if git(root, "status", "--porcelain"):
        yield "There are changes that are not committed: git status shows them."
    if git(root, "tag", "--list", f"v{version}"):
        yield f"There is a tag v{version}: raise the version in pyproject.toml."


def version_problems(version: str, title: str) -> Iterator[str]:
    """A changelog that does not begin with the version and its date."""
    if not re.fullmatch(rf"{re.escape(version)} \(\d{{4}}-\d\d-\d\d\)", title):
        yield (
            f"CHANGELOG.md begins with “{title}”; by the version of pyproject.toml it "
            f"should begin with “{version} (year-month-day)”."
        )


def security_txt_problems(root: Path, title: str) -> Iterator[str]:
    """A security.txt that does not hold for the year after the release."""
    day = re.search(r"\((\d{4}-\d\d-\d\d)\)", title)
    expires = EXPIRES.search((root / SECURITY_TXT).read_text())
    if not (day and expires):
        return
    due = date.fromisoformat(day[1]) + timedelta(days=365)
    if date.fromisoformat(expires[1]) != due:
        yield f"EXPIRES in {SECURITY_TXT} should be {due}, a year after the release."


def write_sbom(root: Path, version: str) -> Path:
    """Write the list of what the site is made of, the same for the same pins."""
    sbom = root / "dist" / f"mfgusa-{version}.cdx.json"
    sbom.parent.mkdir(exist_ok=True)
    run(
        *(sys.executable, "-W", "ignore", "-m", "cyclonedx_py", "requirements"),
        *("--output-reproducible", f"--pyproject={root / 'pyproject.toml'}"),
        *(f"--output-file={sbom}", str(root / "requirements/site.txt")),
    )
    return sbom


def make_tag(root: Path, name: str, message: str) -> None:
    """A signed tag if Git knows a key; else one that says that it is not signed."""
    kind = "--sign"
    if not git(root, "config", "--default=", "user.signingkey"):
        kind, message = "--annotate", f"{message}\n{UNSIGNED}\n"
        say(UNSIGNED)
    git(root, "tag", kind, "--cleanup=whitespace", f"--message={message}", name)


def git(root: Path, *arguments: str) -> str:
    return run("git", "-C", str(root), *arguments).strip()


def run(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main())
