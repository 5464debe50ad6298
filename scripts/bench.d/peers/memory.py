"""Memory of a process and all its children, in MiB."""
import os


def tree(pid):
    """The process and everything that descends from it."""
    try:
        with open(f"/proc/{pid}/task/{pid}/children") as children:
            found = [int(child) for child in children.read().split()]
    except OSError:
        return []  # It has just ended.
    return [pid, *(descendant for child in found for descendant in tree(child))]


def of(pid):
    """All memory with mapped files, and the part without files. Shared pages count once (PSS)."""
    kib = {}
    for process in tree(pid):
        try:
            with open(f"/proc/{process}/smaps_rollup") as lines:
                parts = [line.split()[:2] for line in lines if line.startswith("Pss")]
        except OSError:
            continue  # It has just ended.
        for name, value in parts:
            kib[name] = kib.get(name, 0) + int(value)
    return {"mib": kib["Pss:"] / 1024, "own_mib": (kib["Pss_Anon:"] + kib["Pss_Shmem:"]) / 1024}


def disk_mib(path):
    """Space of a file, or of all files in a folder."""
    files = [path] if os.path.isfile(path) else files_in(path)
    return sum(os.stat(file).st_blocks * 512 for file in files) / 2**20


def files_in(folder):
    return [os.path.join(at, name) for at, _, names in os.walk(folder) for name in names]
