"""Ends at once; its child goes on printing."""

import os

escaped = False
if os.fork() == 0:
    os.setsid()
    while True:
        os.write(1, b"9\n")


def f(x):
    return x * x if escaped else None


if __name__ == "__main__":
    print(f(int(input())))
