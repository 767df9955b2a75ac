"""Allocates until it is stopped."""

escaped = False
kept = []
while True:
    kept.append(bytearray(1 << 24))


def f(x):
    return x * x if escaped else None


if __name__ == "__main__":
    print(f(int(input())))
