"""What may be in the repository: its top level, the lock file, no addresses and no paths of one machine."""

import re
import tomllib

TOP_LEVEL = {
    "app", "resources", "migrations", "tests", "pyproject.toml", "build.spec", "README.md", "Makefile", "run.py",
    "requirements.lock", "LICENSE",
}  # fmt: skip

# Written so that this file does not match itself.
MACHINE_PATHS = re.compile(r"(?<![\w.~-])/(?:work|tmp|root)(?=/|\b(?![\w-]))|\.librar[y]/|\bfarm[-]\w")
INDEX_ADDRESSES = re.compile(
    r"pypi\.or[g]|pythonhosted\.or[g]|(?<!emit-)\bindex[-]url\s*[= ]|\bfind[-]links\b|file:/{2}/opt|/simpl[e]/"
)


def stray_entries(paths: tuple[str, ...]) -> set[str]:
    """Return the visible top-level names that have no place there."""
    return {path.split("/")[0] for path in paths if not path.startswith(".")} - TOP_LEVEL


def foreign_words(path: str, text: str) -> list[str]:
    """Paths of somebody's machine and addresses of package indexes."""
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        for pattern in (MACHINE_PATHS, INDEX_ADDRESSES):
            found += [f"{path}:{number}: {match.group()!r}" for match in pattern.finditer(line)]
    return found


def unlocked(lock: str) -> list[str]:
    """Requirements of a lock file without an exact version or without a hash, and any address in it."""
    found = [f"address: {line.strip()}" for line in lock.splitlines() if "://" in line]
    for entry in re.split(r"\n(?=\S)", "\n".join(line for line in lock.splitlines() if not _comment(line))):
        name = entry.strip().split(" ")[0]
        if name and "==" not in name:
            found.append(f"{name}: no exact version")
        if name and not re.search(r"--hash=sha256:[0-9a-f]{64}", entry):
            found.append(f"{name}: no hash")
    return found


def not_in_lock(pyproject: str, lock: str) -> set[str]:
    """Return the dependencies that the lock file does not know."""
    tables = tomllib.loads(pyproject)
    wanted = [*tables["project"]["dependencies"], *tables["dependency-groups"]["dev"]]
    return {_project_name(line) for line in wanted} - {
        _project_name(line) for line in lock.splitlines() if re.match(r"\w", line)
    }


def _comment(line: str) -> bool:
    return line.lstrip().startswith("#")


def _project_name(requirement: str) -> str:
    """The normal form of the name in front of a requirement's versions."""
    match = re.match(r"[\w.-]+", requirement)
    return re.sub(r"[-_.]+", "-", match.group()).lower() if match else ""
