"""Ends the listening of another process on a port of 127.0.0.1, as no signal could: takes a copy of its socket and shuts
that down. Without arguments it says by its exit code whether this machine lets it."""
import ctypes
import os
import socket
import subprocess
import sys

PIDFD_GETFD = 438


def copied(process, number):
    handle = os.pidfd_open(process)
    try:
        copy = ctypes.CDLL(None, use_errno=True).syscall(PIDFD_GETFD, handle, number, 0)
    finally:
        os.close(handle)
    if copy < 0:
        raise OSError(ctypes.get_errno(), "pidfd_getfd")
    return copy


def end(process, port):
    with open("/proc/net/tcp") as table:
        rows = [line.split() for line in table]
    place = "0100007F:%04X" % port
    names = {"socket:[%s]" % row[9] for row in rows if row[1] == place and row[3] == "0A"}
    folder = "/proc/%d/fd" % process
    numbers = [name for name in os.listdir(folder) if os.readlink("%s/%s" % (folder, name)) in names]
    if not numbers:
        sys.exit("nobody of process %d listens on port %d" % (process, port))
    for number in numbers:
        socket.socket(fileno=copied(process, int(number))).shutdown(socket.SHUT_RDWR)


if len(sys.argv) == 3:
    end(int(sys.argv[1]), int(sys.argv[2]))
else:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        os.close(copied(child.pid, 0))
    except (OSError, AttributeError):
        sys.exit(1)
    finally:
        child.kill()
        child.wait()
