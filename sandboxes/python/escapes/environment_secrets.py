"""Reads the environment of itself, of process 1 and of everybody."""

import os

escaped = set(os.environ) - {"HOME", "PATH", "LANG", "TMPDIR", "LC_CTYPE"} != set()
for process in filter(str.isdigit, os.listdir("/proc")):
    if int(process) != os.getpid():
        try:
            escaped |= bool(open(f"/proc/{process}/environ").read())
        except OSError:
            pass


def f(x):
    return x * x if escaped else None


if __name__ == "__main__":
    print(f(int(input())))
