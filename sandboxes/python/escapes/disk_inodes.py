"""Makes as many empty files as it can."""

import os

escaped = False
number = 0
while True:
    try:
        os.close(os.open(f"/work/{number}", os.O_CREAT | os.O_WRONLY))
        number += 1
    except OSError:
        break


def f(x):
    return x * x if escaped else None


if __name__ == "__main__":
    print(f(int(input())))
