"""Memory: what this crawl process itself has taken, for Scrapy's limit (MEMUSAGE_LIMIT_MB)."""

from __future__ import annotations

from pathlib import Path

from scrapy.extensions.memusage import MemoryUsage

_STATUS = Path("/proc/self/status")


class OwnMemory(MemoryUsage):
    """Scrapy's extension, counting from the start of this process.

    `ru_maxrss` starts at what the parent held when it forked: a crawl started by a site that has
    grown large would be ended with nothing read.
    """

    def get_virtual_size(self) -> int:
        """The most bytes this process has had in memory, as Linux counts them (VmHWM)."""
        try:
            lines = _STATUS.read_text("ascii").splitlines()
        except OSError:
            return super().get_virtual_size()
        peak = next((line for line in lines if line.startswith("VmHWM:")), None)
        return int(peak.split()[1]) * 1024 if peak else super().get_virtual_size()
