"""Payslip PDFs as the job makes them, a hundred at a time."""

from __future__ import annotations

import statistics
import time

import psutil

from backoffice.config.demonstration import actor_with
from backoffice.tenancy.current import in_authority
from bench import runs
from bench.authorities import DEMONSTRATION
from payroll.jobs import PDF_CHUNK
from payroll.queries.payslip_pdf import payslip_pdfs
from payroll.queries.payslips import payslips_after


def measure() -> dict[str, float]:
    """Milliseconds a payslip, the median of the chunks, and what this process grew by after its first chunk."""
    process = psutil.Process()
    seconds, memory = [], []
    count = last = size = 0
    with in_authority(DEMONSTRATION.slug):
        runs.cancel_all(DEMONSTRATION.slug)
        officer = actor_with(DEMONSTRATION.slug, "payroll_officer")
        run = runs.calculate_here(officer, runs.begin(officer))
        started = time.perf_counter()
        while chunk := payslips_after(run, last, PDF_CHUNK):
            pdfs = payslip_pdfs(run, [slip for slip, _ in chunk])
            seconds.append((time.perf_counter() - started) / len(chunk))
            memory.append(process.memory_info().rss / 2**20)
            last, count, size = chunk[-1][0].pk, count + len(chunk), size + sum(map(len, pdfs.values()))
            started = time.perf_counter()
        runs.cancel_all(DEMONSTRATION.slug)
    print(f"  {count:,} PDFs of {size / count / 1000:.0f} KB each")
    print(f"  memory {memory[0]:.0f} MB after {PDF_CHUNK}, at most {max(memory):.0f} MB")
    return {
        "payslip.pdf_ms": round(statistics.median(seconds) * 1000, 2),
        "payslip.pdf_rss_growth_mb": round(max(memory) - memory[0], 1),
    }
