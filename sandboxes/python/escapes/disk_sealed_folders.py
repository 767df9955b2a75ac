"""Leaves folders that nobody may open."""

import os

escaped = False
for number in range(20):
    os.makedirs(f"/work/sealed{number}/inner")
    open(f"/work/sealed{number}/inner/file", "w").close()
    os.chmod(f"/work/sealed{number}/inner", 0)
    os.chmod(f"/work/sealed{number}", 0)


def f(x):
    return x * x if escaped else None


if __name__ == "__main__":
    print(f(int(input())))
