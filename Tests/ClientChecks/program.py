"""The program under test as a child process."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import threading
from typing import Optional

from harness import eventually

KEPT_VARIABLES = ("PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
OWN_VARIABLES = ("AUTOROUTER_MODELS", "AUTOROUTER_BUNDLE")


def environment(**extra: str) -> dict[str, str]:
    """What the program sees: no proxies, no keys, no settings of the user, except where models are."""
    kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    own = {name: os.path.abspath(os.environ[name]) for name in OWN_VARIABLES if name in os.environ}
    return {**kept, **own, "XDG_CONFIG_HOME": "/nonexistent", **extra}


class Child:
    """One running `autorouter`; its standard error is read all the time and kept."""

    def __init__(self, command: list[str], folder: str, variables: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            command, cwd=folder, env=variables, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE)
        self.stderr = b""
        self.stdout = b""
        self._readers = [
            threading.Thread(target=self._read, args=(name,), daemon=True) for name in ("stderr", "stdout")]
        for reader in self._readers:
            reader.start()

    def _read(self, name: str) -> None:
        pipe = getattr(self.process, name)
        while True:
            piece = os.read(pipe.fileno(), 65536)
            if not piece:
                return
            setattr(self, name, getattr(self, name) + piece)

    def port(self) -> int:
        """The port in the line that says that requests are accepted."""

        def found() -> Optional[re.Match]:
            match = re.search(rb"http://127\.0\.0\.1:(\d+)/v1", self.stderr)
            if not match and self.process.poll() is not None:
                raise AssertionError(f"ended with {self.process.returncode} before it listened: {self.stderr!r}")
            return match

        return int(eventually("the program listens", found, seconds=60)[1])

    def signal(self, number: int) -> None:
        """Sends a signal."""
        self.process.send_signal(number)

    def ended(self, seconds: float) -> int:
        """Waits for the end; returns the exit code."""
        code = self.process.wait(timeout=seconds)
        for reader in self._readers:
            reader.join(timeout=5)
        return code

    def stop(self) -> None:
        """Ends it, gently first."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(timeout=3)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(timeout=5)


def run(command: list[str], folder: str, variables: dict[str, str], stdin: bytes = b"") -> subprocess.CompletedProcess:
    """Runs a command to its end."""
    return subprocess.run(command, cwd=folder, env=variables, input=stdin, capture_output=True, timeout=60)
