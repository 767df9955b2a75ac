"""Removes what a user left behind, run as that user, and tries whether the sandbox is still good."""

import os
import shutil

FOLDERS = ("/work", "/dev/shm", "/dev/mqueue")
# The system call filter lets nobody make these; one that is there all the same makes the sandbox dirty.
INTERPROCESS = ("/proc/sysvipc/shm", "/proc/sysvipc/msg", "/proc/sysvipc/sem")


def needed():
    return any(os.path.isdir(f) and os.listdir(f) for f in FOLDERS) or any(map(_has_rows, INTERPROCESS))


def everything():
    """Deletes the files of the calling user; what another owns stays, and is seen by needed()."""
    for folder in FOLDERS:
        for entry in list(os.scandir(folder)) if os.path.isdir(folder) else []:
            if entry.stat(follow_symlinks=False).st_uid != os.getuid():
                continue
            if entry.is_dir(follow_symlinks=False):
                _open_up(entry.path)
                shutil.rmtree(entry.path)
            else:
                os.unlink(entry.path)
    return True


def canary():
    """A harmless program: it computes, writes, reads and removes a file, and forks."""
    path = "/work/canary"
    with open(path, "w") as file:
        file.write(str(sum(range(100))))
    with open(path) as file:
        right = file.read() == "4950"
    os.unlink(path)
    child = os.fork()
    if child == 0:
        os._exit(7)
    return right and os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7


def _open_up(folder):
    os.chmod(folder, 0o700)
    for entry in os.scandir(folder):
        if entry.is_dir(follow_symlinks=False):
            _open_up(entry.path)


def _has_rows(table):
    try:
        with open(table) as rows:
            return len(rows.readlines()) > 1
    except OSError:
        return False
