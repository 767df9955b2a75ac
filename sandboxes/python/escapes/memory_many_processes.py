"""Allocates in many processes at once."""

import os

escaped = False
for _ in range(12):
    if os.fork() == 0:
        break
kept = [bytes([7]) * (100 << 20)]
while True:
    pass


def f(x):
    return x * x if escaped else None


if __name__ == "__main__":
    print(f(int(input())))
