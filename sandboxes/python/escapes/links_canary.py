"""Keeps the canary's file occupied."""

import os

escaped = False
os.mkdir("/work/canary")
os.chmod("/work/canary", 0)


def f(x):
    return x * x if escaped else None


if __name__ == "__main__":
    print(f(int(input())))
