"""Leaves links to files outside where the next program writes."""

import os

escaped = False
for name, target in (("answer", "/etc/passwd"), ("canary", "/opt/olmorl/driver.py"), ("tree", "/"), ("self", "/work/self")):
    try:
        os.symlink(target, f"/work/{name}")
    except OSError:
        pass
try:
    os.link("/etc/passwd", "/work/hard")
    escaped = True
except OSError:
    pass


def f(x):
    return x * x if escaped else None


if __name__ == "__main__":
    print(f(int(input())))
