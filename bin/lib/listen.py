"""Says why the web server cannot listen at HOST PORT, if it cannot: listen.py HOST PORT; 0 = it can."""

import socket
import sys


def main() -> int:
    host, port = sys.argv[1], int(sys.argv[2])
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            listener.listen()
    except OSError as error:
        print(error.strerror)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
