"""Waits for input that does not come, on every descriptor."""

import os

escaped = False
reader, writer = os.pipe()
os.read(reader, 1)


def f(x):
    return x * x if escaped else None


if __name__ == "__main__":
    print(f(int(input())))
