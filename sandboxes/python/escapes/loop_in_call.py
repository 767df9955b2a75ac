"""Is good to load and never answers."""

def f(x):
    while True:
        pass


if __name__ == "__main__":
    f(int(input()))
