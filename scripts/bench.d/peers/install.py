"""Installs the peers: Debian packages, and a virtual environment in the target folder."""
import glob
import hashlib
import os
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
# The folder of the package `peers`, which the programs of the virtual environment import too.
PACKAGE_FOLDER = os.path.dirname(HERE)
VOCABULARIES = os.path.join(HERE, "..", "..", "..", "seed_data")
# Debian packages. PostgreSQL has pgbench and the extension pg_trgm.
PACKAGES = ("groonga-bin", "groonga-token-filter-stem", "postgresql")
INSTALL_SECONDS, LOAD_SECONDS = 600, 3600


class Installed:
    """Paths of what was installed; set by `install`."""

    folder = None


def install(target):
    """Installs what is missing; ends the run with the names of packages that it cannot install."""
    Installed.folder = f"{target}/peers"
    os.makedirs(Installed.folder, exist_ok=True)
    if shutil.which("dpkg-query") is None:
        sys.exit("the peers are Debian packages: run this on Debian")
    missing = [package for package in PACKAGES if not is_installed(package)]
    if missing:
        install_packages(missing)
    if not os.path.exists(groonga_httpd()):
        unpack("groonga-httpd")
    install_environment()


def is_installed(package):
    command = ["dpkg-query", "--show", "--showformat", "${db:Status-Status}", package]
    return subprocess.run(command, capture_output=True, text=True).stdout == "installed"


def install_packages(names):
    if os.getuid() != 0 or shutil.which("apt-get") is None:
        sys.exit(f"missing: {' '.join(names)}; install them (on Debian: apt-get install {' '.join(names)})")
    run("apt-get", "-qq", "update")
    run("apt-get", "-qq", "install", "-y", "--no-install-recommends", *names)


def unpack(package):
    """Unpacks a package into the target folder, because its installation would start a public server."""
    run("apt-get", "-qq", "download", package, cwd=Installed.folder)
    (file,) = glob.glob(f"{Installed.folder}/{package}_*.deb")
    run("dpkg", "-x", file, f"{Installed.folder}/{package}")


def install_environment():
    """The virtual environment, as the lock file pins it."""
    lock_file, environment = f"{HERE}/requirements.txt", f"{Installed.folder}/python"
    with open(lock_file, "rb") as file:
        lock = hashlib.sha256(file.read()).hexdigest()
    mark = f"{environment}/lock"
    if os.path.exists(mark) and open(mark).read() == lock:
        return
    shutil.rmtree(environment, ignore_errors=True)
    run(sys.executable, "-m", "venv", environment)
    run(f"{environment}/bin/pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes",
        "-r", lock_file)
    with open(mark, "w") as file:
        file.write(lock)


def run(*command, cwd=None):
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    process = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=INSTALL_SECONDS)
    if process.returncode != 0:
        sys.exit(f"{' '.join(command)} failed:\n{process.stdout[-2000:]}{process.stderr[-2000:]}")
    return process.stdout


def groonga_httpd():
    return f"{Installed.folder}/groonga-httpd/usr/sbin/groonga-httpd"


def program(name):
    """A program of the virtual environment."""
    return f"{Installed.folder}/python/bin/{name}"


def loader(name, profiles, labels, *more):
    """The command that loads profiles with a module of this package."""
    module = ["env", f"PYTHONPATH={PACKAGE_FOLDER}", program("python"), "-B", "-m", f"peers.{name}"]
    return [*module, profiles, VOCABULARIES, labels, *more]


def debian_version(package):
    return run("dpkg-query", "--show", "--showformat", "${Version}", package).split("+")[0].split("-")[0]


def python_version(package):
    return run(program("python"), "-c", f"import importlib.metadata as it; print(it.version('{package}'))").strip()
