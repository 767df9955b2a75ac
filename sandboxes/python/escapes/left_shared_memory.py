"""Leaves System V objects behind."""

import ctypes

escaped = False
libc = ctypes.CDLL(None)
for number in range(8):
    libc.shmget(1000 + number, 1 << 16, 0o1666)
    libc.semget(1000 + number, 1, 0o1666)
    libc.msgget(1000 + number, 0o1666)


def f(x):
    return x * x if escaped else None


if __name__ == "__main__":
    print(f(int(input())))
