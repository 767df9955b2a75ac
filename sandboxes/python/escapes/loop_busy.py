"""Computes without end."""

escaped = False
while True:
    pass


def f(x):
    return x * x if escaped else None


if __name__ == "__main__":
    print(f(int(input())))
