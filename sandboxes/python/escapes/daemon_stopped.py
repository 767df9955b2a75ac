"""A child that stops itself, so that a polite signal does not reach it."""

import os
import signal

escaped = False
if os.fork() == 0:
    os.setsid()
    os.kill(os.getpid(), signal.SIGSTOP)


def f(x):
    return x * x if escaped else None


if __name__ == "__main__":
    print(f(int(input())))
