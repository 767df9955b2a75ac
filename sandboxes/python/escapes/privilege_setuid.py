"""Becomes root, the supervisor, or another completion's user."""

import os

escaped = False
for user in (0, 900, os.getuid() + 1, os.getuid() - 1, os.getuid() - 2):
    for change in (os.setuid, os.setgid, os.seteuid):
        try:
            change(user)
            escaped = True
        except OSError:
            pass
try:
    os.setgroups([0])
    escaped = True
except OSError:
    pass


def f(x):
    return x * x if escaped else None


if __name__ == "__main__":
    print(f(int(input())))
