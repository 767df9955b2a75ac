"""Prints without end."""

import os

escaped = False
while True:
    os.write(1, b"9\n" * 30000)


def f(x):
    return x * x if escaped else None


if __name__ == "__main__":
    print(f(int(input())))
