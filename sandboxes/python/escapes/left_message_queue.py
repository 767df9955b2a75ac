"""Leaves a POSIX message queue behind."""

import ctypes
import os

escaped = False
libc = ctypes.CDLL(None)
libc.mq_open(b"/left", os.O_CREAT | os.O_RDWR, 0o666, None)


def f(x):
    return x * x if escaped else None


if __name__ == "__main__":
    print(f(int(input())))
