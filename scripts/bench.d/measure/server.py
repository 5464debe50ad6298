"""Servers and commands to measure: start, memory, processor time."""
import http.client
import os
import socket
import subprocess
import sys
import threading
import time

SERVER_CORE, LOAD_CORE = "0", "1"
# In seconds; a first start may read a million profiles.
START_TIMEOUT = 3600


def all_cores():
    """Every core, as taskset names them."""
    return f"0-{os.cpu_count() - 1}"


def memory_mib(pid, name):
    """A line of /proc/PID/status in MiB: RssAnon (own), VmRSS (all), VmHWM (maximum of all)."""
    with open(f"/proc/{pid}/status") as status:
        for line in status:
            if line.startswith(name + ":"):
                return int(line.split()[1]) / 1024
    return 0.0  # The process has just ended.


class Peak:
    """Maximum own memory of a process while the context is open, sampled every 10 ms."""

    def __init__(self, pid):
        self.pid, self.mib, self.over = pid, 0.0, threading.Event()
        self.thread = threading.Thread(target=self.watch, daemon=True)

    def watch(self):
        while not self.over.is_set():
            try:
                self.mib = max(self.mib, memory_mib(self.pid, "RssAnon"))
            except OSError:
                return
            self.over.wait(0.01)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.thread.join()


def run(command, stdin=None):
    """Runs a command until it ends; returns seconds, processor seconds and maximum memory."""
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    with Peak(process.pid) as peak:
        output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}:\n{output[-4000:]}")
    return {"seconds": time.perf_counter() - begun, "cpu_seconds": usage.ru_utime + usage.ru_stime,
            "peak_mib": usage.ru_maxrss / 1024, "peak_own_mib": peak.mib}


class Server:
    """A server on a separate core (or on `core`) and a free port; stops with the `with` block."""

    def __init__(self, command, ready="/readyz", core=SERVER_CORE):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        command = ["taskset", "-c", core] + [part.replace("PORT", str(self.port)) for part in command]
        begun = time.perf_counter()
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        self.pid = self.process.pid
        # Reads its log, because the server would block on a full pipe.
        self.log = []
        threading.Thread(target=lambda: self.log.extend(self.process.stderr), daemon=True).start()
        while not self.is_up(ready):
            if self.process.poll() is not None or time.perf_counter() - begun > START_TIMEOUT:
                self.stop()
                sys.exit(f"{' '.join(command)} did not start:\n{b''.join(self.log).decode()}")
            time.sleep(0.001)
        self.ready_seconds = time.perf_counter() - begun

    def is_up(self, path):
        try:
            return self.get(path, timeout=5)[0] == 200
        except OSError:
            return False

    def get(self, path, timeout=60):
        """Status, headers and body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            return response.status, response.getheaders(), response.read()
        except http.client.HTTPException as error:
            raise OSError(str(error)) from error
        finally:
            connection.close()

    def stream(self, path):
        """Status, and number of lines and bytes; a truncated body ends the run."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=600)
        connection.request("GET", path)
        response = connection.getresponse()
        lines = size = 0
        try:
            while chunk := response.read1(1 << 18):
                lines, size = lines + chunk.count(b"\n"), size + len(chunk)
        except (OSError, http.client.HTTPException) as error:
            sys.exit(f"GET {path} was truncated after {size} bytes: {error!r}")
        finally:
            connection.close()
        return response.status, lines, size

    def begin(self, path, size):
        """Sends a request, reads `size` bytes and closes the connection."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("GET", path)
        connection.getresponse().read(size)
        connection.close()

    def cpu_seconds(self):
        """Processor time of all threads, including those that have ended."""
        # Python has no clock_getcpuclockid(3); this computes the number of the clock as it does.
        return time.clock_gettime((~self.pid << 3) | 2)

    def memory(self):
        """Memory at rest, and its maximum."""
        time.sleep(1)  # Until the memory of the last responses is freed.
        return {"own_mib": memory_mib(self.pid, "RssAnon"), "mib": memory_mib(self.pid, "VmRSS"),
                "peak_mib": memory_mib(self.pid, "VmHWM")}

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
