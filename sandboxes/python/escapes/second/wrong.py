"""A wrong program."""

def f(x):
    return x + x + 100


if __name__ == "__main__":
    print(f(int(input())))
