"""One command for everything: makes the environment on first use, then runs what was asked.

It needs nothing but Python 3.11 or newer. `python3 run.py` alone lists the commands.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036  (said here so that an older Python says it clearly)
    sys.exit(
        "Tradepost needs Python 3.11 or newer; this is Python %d.%d (%s).\n"  # noqa: UP031
        "Install a newer one and start this with it, for example: python3.11 run.py"
        % (*sys.version_info[:2], sys.executable)
    )

import hashlib
import importlib.util
import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
STAMP = VENV / "tradepost-lock.sha256"
SYSTEM_STAMP = VENV / "tradepost-system.ok"
WINDOWS = os.name == "nt"
LINUX = sys.platform.startswith("linux")
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")

EXIT_ENVIRONMENT = 3

# What a process of ours must not inherit: other programs' plug-ins and libraries, and the wish to compile every module
# anew at each start, which then takes three times as long.
FOREIGN_VARIABLES = (
    "PYTHONPATH",
    "PYTHONHOME",
    "PYTHONDONTWRITEBYTECODE",
    "QT_PLUGIN_PATH",
    "QT_QPA_PLATFORM_PLUGIN_PATH",
)

# Shared library that Qt needs -> Debian's package that holds it.
DEBIAN_PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libICE.so.6": "libice6",
    "libSM.so.6": "libsm6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libbrotlicommon.so.1": "libbrotli1",
    "libbrotlidec.so.1": "libbrotli1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libgcc_s.so.1": "libgcc-s1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libstdc++.so.6": "libstdc++6",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
}
QT_FILES = (
    "Qt/plugins/platforms/libqxcb.so",
    "Qt/plugins/platforms/libqoffscreen.so",
    "Qt/plugins/imageformats/libqsvg.so",
    "QtCore.abi3.so",
    "QtDBus.abi3.so",
    "QtGui.abi3.so",
    "QtNetwork.abi3.so",
    "QtOpenGLWidgets.abi3.so",
    "QtSvg.abi3.so",
    "QtTest.abi3.so",
    "QtWidgets.abi3.so",
)
# Program, or a file (`*` stands for any name), that the tests use -> Debian's package that holds it.
TEST_TOOLS = {
    "Xvfb": "xvfb",
    "openbox": "openbox",
    "xdotool": "xdotool",
    "xprop": "x11-utils",
    "pdftotext": "poppler-utils",
    "fc-list": "fontconfig",
    "/usr/lib/postgresql/*/bin/initdb": "postgresql",
    "/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf": "fonts-noto-core",
}


class Stop(Exception):
    """Ends the script with a sentence for the person and the exit code of a wrong environment."""


def say(text: str) -> None:
    """Write one line about the set-up, apart from the output of the program itself."""
    print(text, file=sys.stderr, flush=True)


def environment() -> dict[str, str]:
    """Return the variables for our own processes, without other programs' plug-ins and libraries."""
    kept = {k: v for k, v in os.environ.items() if k not in FOREIGN_VARIABLES and not k.startswith("LD_")}
    return kept | {"PYTHONUTF8": "1"}


def in_ci() -> bool:
    """Tell whether this is an unattended run, where nothing may be skipped for want of a tool."""
    return os.environ.get("CI", "").lower() in ("true", "1", "yes")


# --- the virtual environment -------------------------------------------------------------------


def lock_digest() -> str:
    """Return what the environment must have been made from: the locked versions and this Python."""
    return hashlib.sha256(LOCK.read_bytes()).hexdigest() + "\n"


def ensure_environment() -> None:
    """Make `.venv` from the lock file unless it is there already and was made from the same file."""
    if PYTHON.exists() and STAMP.exists() and STAMP.read_text(encoding="ascii") == lock_digest():
        return
    say("Setting up .venv from requirements.lock (once, a minute or so) …")
    uv = shutil.which("uv")
    if not (uv and install_with_uv(uv)):
        make_venv()
        install_with_pip()
    link_checkout()
    SYSTEM_STAMP.unlink(missing_ok=True)
    STAMP.write_text(lock_digest(), encoding="ascii")


def install_with_uv(uv: str) -> bool:
    """Use uv where a person has it: the same lock, much faster. False when it could not."""
    if not usable(PYTHON):
        shutil.rmtree(VENV, ignore_errors=True)
        if not succeeds([uv, "venv", "--quiet", "--python", sys.executable, str(VENV)]):
            return False
    return succeeds([uv, "pip", "sync", "--quiet", "--require-hashes", "--python", str(PYTHON), str(LOCK)])


def make_venv() -> None:
    """Make an empty `.venv` with pip in it, or repair one whose Python went away."""
    if usable(PYTHON) and succeeds([str(PYTHON), "-m", "pip", "--version"], quiet=True):
        return
    shutil.rmtree(VENV, ignore_errors=True)
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        major, minor = sys.version_info[:2]
        install_packages([f"python{major}.{minor}-venv"], "Python cannot make virtual environments here")
    import venv  # here, because Debian leaves it out of a bare Python

    venv.create(VENV, with_pip=True, symlinks=not WINDOWS, upgrade_deps=False)


def install_with_pip() -> None:
    """Install exactly the locked versions, each checked against its hash."""
    pip = [str(PYTHON), "-m", "pip", "--quiet", "--disable-pip-version-check", "--no-input"]
    command = [*pip, "install", "--require-hashes", "-r", str(LOCK)]
    done = subprocess.run(command, env=environment(), capture_output=True, text=True)
    if done.returncode:
        raise Stop(f"{done.stdout}{done.stderr}\nThe locked packages could not be installed; see above.")


def link_checkout() -> None:
    """Let `python -m app` find the program from every folder, so that file arguments stay relative."""
    question = "import sysconfig; print(sysconfig.get_path('purelib'))"
    done = subprocess.run([str(PYTHON), "-c", question], capture_output=True, text=True, check=True)
    Path(done.stdout.strip(), "tradepost.pth").write_text(f"{ROOT}\n", encoding="utf-8")


def usable(python: Path) -> bool:
    """Tell whether that interpreter starts and is new enough."""
    return python.exists() and succeeds(
        [str(python), "-c", "import sys; sys.exit(sys.version_info < (3, 11))"], quiet=True
    )


def succeeds(command: Sequence[str], quiet: bool = False) -> bool:
    """Run a command; True when it exits with 0."""
    sink = subprocess.DEVNULL if quiet else None
    return subprocess.run(command, stdout=sink, stderr=sink, env=environment()).returncode == 0


# --- the system's libraries --------------------------------------------------------------------


def missing_libraries() -> list[str]:
    """Return the names of the shared libraries that Qt needs and the system does not have."""
    if not LINUX or not shutil.which("ldd"):
        return []
    found = sorted(VENV.glob("lib/python3*/site-packages/PySide6"))
    files = [str(folder / name) for folder in found for name in QT_FILES if (folder / name).exists()]
    if not files:
        return []
    done = subprocess.run(["ldd", *files], capture_output=True, text=True, env=environment())
    lines = [line.split() for line in done.stdout.splitlines() if "not found" in line]
    return sorted({words[0].rstrip(":") for words in lines})


def missing_tools() -> list[str]:
    """Return the programs and fonts that the tests of the real window use and that are not there."""
    if not LINUX:
        return []
    return [n for n in TEST_TOOLS if not (any(Path("/").glob(n[1:])) if n.startswith("/") else shutil.which(n))]


def ensure_system(tests: bool = False, again: bool = False) -> None:
    """See to the libraries that Qt needs and, for the tests, to their tools; cheap the second time."""
    done = lock_digest() + ("tests\n" if tests else "")
    stamped = SYSTEM_STAMP.read_text(encoding="ascii") if SYSTEM_STAMP.exists() else ""
    if stamped.startswith(done) and not again:
        return
    provide(missing_libraries, DEBIAN_PACKAGES, "Qt needs system libraries that are not installed")
    if tests:
        try:
            provide(missing_tools, TEST_TOOLS, "The tests need tools that are not installed")
        except Stop as stop:
            if in_ci():
                raise
            say(f"{stop}\nThe tests that need them will be skipped.")
            return
    SYSTEM_STAMP.write_text(done, encoding="ascii")


def provide(missing: Callable[[], list[str]], packages: dict[str, str], reason: str) -> None:
    """Install the Debian packages that hold what is missing, or say what a person must install."""
    known = sorted({packages[name] for name in missing() if name in packages})
    if known and shutil.which("apt-get"):
        install_packages(known, reason)
    names = missing()  # what is left, now that the known ones brought their own
    if names:
        raise Stop(
            f"{reason}: {', '.join(names)}.\n"
            "Install the packages of your system that provide them, then start this again."
        )


def install_packages(packages: list[str], reason: str) -> None:
    """Install Debian packages as root, or with sudo after a yes; otherwise say how."""
    line = f"apt-get install -y --no-install-recommends {' '.join(packages)}"
    if not shutil.which("apt-get"):
        raise Stop(f"{reason}.\nInstall what your system offers for: {' '.join(packages)}")
    is_root = os.geteuid() == 0
    sudo = shutil.which("sudo")
    if not (is_root or (sudo and said_yes(f"{reason}.\nInstall {' '.join(packages)} with sudo?"))):
        raise Stop(f"{reason}. Install them with:\n  sudo {line}")
    say(f"{reason}; installing: {' '.join(packages)}")
    prefix = [] if is_root else [sudo or "sudo"]
    prefix += ["env", "DEBIAN_FRONTEND=noninteractive"]
    apt = [*prefix, *line.split(), "-qq"]
    if succeeds(apt, quiet=True):
        return
    succeeds([*prefix, "apt-get", "update", "-qq"], quiet=True)  # a fresh machine has no package lists
    if subprocess.run(apt, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL).returncode:
        raise Stop(f"{reason}, and this failed:\n  {line}")


def said_yes(question: str) -> bool:
    """Ask on a terminal; unattended runs answer by TRADEPOST_YES=1 or CI=true."""
    if in_ci() or os.environ.get("TRADEPOST_YES") == "1":
        return True
    if not sys.stdin or not sys.stdin.isatty():
        return False
    return input(f"{question} [y/N] ").strip().lower() in ("y", "yes")


# --- the commands ------------------------------------------------------------------------------


def run_app(arguments: list[str]) -> int:
    """Start Tradepost: the window, or one of its commands (`run.py app --help`)."""
    prepare()
    if opens_window(arguments) and not has_display():
        raise Stop(
            "There is no display to open a window on (neither DISPLAY nor WAYLAND_DISPLAY is set).\n"
            "Start it from a desktop session, over `ssh -X`, or on a virtual display:\n"
            "  xvfb-run -a python3 run.py app\n"
            "The commands work without a display: python3 run.py app --help"
        )
    command = [str(PYTHON), "-P", "-m", "app", *arguments]
    if not WINDOWS:
        os.execve(command[0], command, environment())
    return subprocess.run(command, env=environment()).returncode


def opens_window(arguments: list[str]) -> bool:
    """Tell whether these arguments name no command; each leading option takes a value of its own."""
    rest = list(arguments)
    while rest and rest[0].startswith("-"):
        if rest[0] in ("-h", "--help", "--version"):
            return False
        rest = rest[1:] if "=" in rest[0] else rest[2:]
    return not rest


def has_display() -> bool:
    """Tell whether Qt can open a window here."""
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return not LINUX or any(os.environ.get(name) for name in names)


def run_tests(arguments: list[str]) -> int:
    """Check everything: lint, types, layers, tests; with arguments, pytest alone with those."""
    prepare(tests=True)
    if arguments:
        return pytest(arguments)
    style = run_lint([])
    tests = pytest(["-n", "2"])
    if style:
        say("Style, format, types or layers FAILED: see the first lines.")
    return style or tests


def pytest(arguments: list[str]) -> int:
    """Run pytest in the checkout; its closing line says how many ran, above it what was skipped."""
    return tool("pytest", "-q", "-rs", *arguments)


def run_lint(_arguments: list[str]) -> int:
    """Check style, format, types and layers; calm unless something is wrong."""
    prepare()
    checks = {
        "style": (str(PYTHON), "-m", "ruff", "check", "--quiet"),
        "format": (str(PYTHON), "-m", "ruff", "format", "--check", "--quiet"),
        "types": (str(PYTHON), "-m", "mypy"),
        "layers": (str(PYTHON.with_name("lint-imports")), "--no-cache", "--no-logo"),
    }
    failed = [name for name, command in checks.items() if not passes(name, command)]
    return 1 if failed else 0


def passes(name: str, command: Sequence[str]) -> bool:
    """Run one check and print its output only when it fails."""
    done = subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True)
    print(f"{name}: {'ok' if done.returncode == 0 else 'FAILED'}", flush=True)
    if done.returncode:
        print(done.stdout + done.stderr, flush=True)
    return done.returncode == 0


def run_format(_arguments: list[str]) -> int:
    """Put the source files in the one format and mend what can be mended by itself."""
    prepare()
    return tool("ruff", "check", "--fix", "--quiet") | tool("ruff", "format", "--quiet")


def run_bench(arguments: list[str]) -> int:
    """Print the times as ratios to raw SQLite and a bare Qt window."""
    prepare(tests=True)
    return tool("tests.benchmarks", *arguments)


def run_screenshots(arguments: list[str]) -> int:
    """Write every screen of the sample shop, light and dark, in two sizes."""
    prepare(tests=True)
    return tool("tests.screenshots", *arguments)


def run_setup(_arguments: list[str]) -> int:
    """Make the environment and check the system libraries, nothing else."""
    prepare()
    say("Ready: .venv is made from requirements.lock.")
    return 0


def run_lock(arguments: list[str]) -> int:
    """Write requirements.lock from pyproject.toml: exact versions, hashes; `--upgrade` for newer ones."""
    uv = shutil.which("uv") or str(throwaway_uv())
    options = "--group dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q"
    command = [uv, "pip", "compile", "pyproject.toml", *options.split(), "-o", LOCK.name, *arguments]
    return subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL).returncode


def throwaway_uv() -> Path:
    """Install uv beside the environment, for making the lock only; never needed to run or test."""
    folder = VENV.with_name(".venv-lock")
    if not folder.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    scripts = folder / ("Scripts" if WINDOWS else "bin")
    command = [str(scripts / "python"), "-m", "pip", "--quiet", "install", "uv"]
    subprocess.run(command, check=True, capture_output=True)
    return scripts / "uv"


def run_build(arguments: list[str]) -> int:
    """Build the program as one folder that needs no Python: dist/tradepost."""
    prepare()
    if LINUX and not shutil.which("objdump"):
        install_packages(["binutils"], "Building needs objdump")
    return tool("PyInstaller", "--noconfirm", "--log-level", "WARN", *arguments, "build.spec")


def run_check_system(_arguments: list[str]) -> int:
    """Check the libraries and tools of the system again and name, or install, what is missing."""
    ensure_environment()
    ensure_system(tests=True, again=True)
    say("The system has what Tradepost and its tests need.")
    return 0


def prepare(tests: bool = False) -> None:
    """Have the environment and the system ready; does nothing when they are."""
    ensure_environment()
    ensure_system(tests=tests)


def tool(module: str, *arguments: str) -> int:
    """Run a module of the environment in the checkout and return its exit code."""
    return subprocess.run([str(PYTHON), "-m", module, *arguments], cwd=ROOT, env=environment()).returncode


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "app": run_app,
    "test": run_tests,
    "lint": run_lint,
    "format": run_format,
    "bench": run_bench,
    "screenshots": run_screenshots,
    "setup": run_setup,
    "lock": run_lock,
    "build": run_build,
    "check-system": run_check_system,
}


def usage() -> str:
    """Return the list of commands with the first line of each one's description."""
    lines = [f"  {name:<13} {(function.__doc__ or '').splitlines()[0]}" for name, function in COMMANDS.items()]
    return "\n".join(["python3 run.py COMMAND [ARGUMENTS]", *lines])


def main(arguments: list[str]) -> int:
    """Run the named command and return its exit code."""
    if not arguments or arguments[0] not in COMMANDS:
        asked = bool(arguments) and arguments[0] in ("-h", "--help", "help")
        print(usage(), file=sys.stdout if asked else sys.stderr)
        return 0 if asked else 2
    try:
        return COMMANDS[arguments[0]](arguments[1:])
    except Stop as stop:
        say(str(stop))
        return EXIT_ENVIRONMENT
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
