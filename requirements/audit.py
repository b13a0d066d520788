"""Are there known vulnerabilities in what the site runs on? `make check` asks this.

Ends with status 1 if there are. Without a network, or where the registry does not
answer in time, it says so in one line and passes.
"""

import json
import subprocess
import sys
from pathlib import Path

PATIENCE = 20  # seconds
REQUIREMENTS = Path(__file__).with_name("site.txt")
PIP_AUDIT = [
    *(sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes"),
    *("--progress-spinner=off", "--timeout=5", "--format=json"),
    f"--requirement={REQUIREMENTS}",
]


def main(command: list[str] = PIP_AUDIT) -> str | None:
    """What is wrong; None where nothing is known to be."""
    try:
        run = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
        packages = json.loads(run.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, ValueError):
        say("Advisories could not be reached; requirements were not audited.")
        return None
    known = [package for package in packages if "vulns" in package]
    say(describe_audit(len(known), len(packages)))
    advisories = [
        line(package, advisory) for package in known for advisory in package["vulns"]
    ]
    return "\n".join(advisories) or None


def describe_audit(audited: int, packages: int) -> str:
    if packages and not audited:
        return (
            f"The registry in use has no advisories for any of the {packages} "
            "requirements: nothing was audited."
        )
    return f"{audited} of {packages} requirements audited."


def line(package: dict, advisory: dict) -> str:
    mended = ", ".join(advisory["fix_versions"]) or "nothing yet"
    return (
        f"{package['name']} {package['version']}: {advisory['id']}, mended in {mended}"
    )


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main())
