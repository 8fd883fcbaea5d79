"""Are Python and its packages those that the program was made for, and are its modules its own?"""

import re
from collections.abc import Iterator
from typing import Final

from ledger.doctor.machine import OURS, Machine
from ledger.errors import Finding

AGAIN: Final = "Install it by itself: pipx install outcomes-ledger, or uv tool install outcomes-ledger, or a new virtual environment."
RULE: Final = re.compile(r"(>=|<=|==|!=|~=|<|>)\s*([0-9][\w.]*)")


def python(machine: Machine) -> Iterator[Finding]:
    """Whether this Python is one that the program was made for."""
    version, wanted = ".".join(map(str, machine.python)), machine.requires_python
    if wanted and not fits(version, wanted):
        yield Finding("python-version", f"This is Python {version}; the program needs {wanted}.",
                      "Install a newer Python from python.org, and the program again with it.", "Python")


def packages(machine: Machine) -> Iterator[Finding]:
    """Whether every package that the program needs is there, in a version that it was made for."""
    if not machine.requires:
        yield Finding("not-installed", "The program runs from a copy that is not installed, so the versions of its packages "
                      "cannot be compared.", "Install it: pip install .", "Packages", severity="note")
    for line in machine.requires:
        name, ranges = requirement(line, machine.platform)
        if not name:
            continue
        version = machine.version(name)
        if version is None:
            yield Finding("package-missing", f"The package {name} is not installed.", AGAIN, "Packages")
        elif not fits(version, ranges):
            yield Finding("package-version", f"The package {name} is {version}; the program needs {ranges}.", AGAIN, "Packages")


def requirement(line: str, platform: str) -> tuple[str, str]:
    """The name and ranges of a requirement; '' and '' where it is not for this computer, or for tests alone."""
    asked, _, marker = line.partition(";")
    on = re.search(r"sys_platform\s*==\s*[\"'](\w+)", marker)
    if "extra" in marker or (on and on[1] != platform):
        return "", ""
    found = re.match(r"\s*([\w.-]+)\s*(?:\[[^]]*\])?\s*\(?([^)]*)", asked)
    return (found[1], found[2].strip()) if found else ("", "")


def fits(version: str, ranges: str) -> bool:
    """Whether a version lies within ranges such as '>=9.5.6,<10'."""
    return all(_within(_numbers(version), sign, _numbers(bound)) for sign, bound in RULE.findall(ranges))


def _within(version: tuple[int, ...], sign: str, bound: tuple[int, ...]) -> bool:
    size = max(len(version), len(bound))
    mine, its = (each + (0,) * (size - len(each)) for each in (version, bound))
    return {">=": mine >= its, "<=": mine <= its, "==": mine == its, "!=": mine != its, "<": mine < its, ">": mine > its,
            "~=": mine >= its and mine[:len(bound) - 1] == its[:len(bound) - 1]}[sign]


def _numbers(version: str) -> tuple[int, ...]:
    found = re.match(r"\d+(\.\d+)*", version)
    return tuple(map(int, found[0].split("."))) if found else ()


def modules(machine: Machine) -> Iterator[Finding]:
    """Whether another distribution has put its own `cli`, `ledger` or `projections` in the way of ours."""
    for name, origin in machine.origins.items():
        expected = machine.home / f"{name}.py" if name == "cli" else machine.home / name / "__init__.py"
        if origin is not None and origin != expected:
            yield Finding("module-in-the-way", f"Python finds another {name}: {origin}, not {expected}.", AGAIN, "Modules")
    for name, providers in machine.providers.items():
        others = [each for each in providers if each.lower().replace("_", "-") != OURS]
        if others:
            yield Finding("module-shared", f"{' and '.join(others)} also installed a module called {name}; "
                          "whichever is installed last overwrites the other.", AGAIN, "Modules", severity="should")
    if machine.altered:
        yield Finding("module-altered", f"{len(machine.altered)} of the program's files are not as they were installed: "
                      f"{', '.join(machine.altered[:3])}{', ...' if len(machine.altered) > 3 else ''}.", AGAIN, "Modules")
