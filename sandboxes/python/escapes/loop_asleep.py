"""Sleeps without end."""

import time

escaped = False
time.sleep(10**6)


def f(x):
    return x * x if escaped else None


if __name__ == "__main__":
    print(f(int(input())))
