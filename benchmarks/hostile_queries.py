"""Statements that would harm who runs them, through ``wirewatch query``: each is refused, or stopped by a limit.

    python benchmarks/hostile_queries.py

Prints for each its exit code (2 refused, 1 stopped), the CPU seconds and the peak memory of its processes, and ends
with 1 when one was answered, needed 2 GB or more, or took more CPU than its limit allows.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from storage.publishing import publish
from storage.work import open_work

SECONDS = 3

#: Two threads for so long, and the start of two processes.
CPU_SECONDS = 2 * SECONDS + 3
MEGABYTES = 2048

REFUSED = {
    "a file": "SELECT * FROM read_csv('/etc/passwd')",
    "a file as text": "SELECT * FROM read_text('/etc/passwd')",
    "a file as bytes": "SELECT * FROM read_blob('/proc/self/environ')",
    "a file by its name": "FROM '/etc/passwd'",
    "a folder": "SELECT * FROM glob('/*')",
    "standard input": "SELECT * FROM read_csv('/dev/stdin')",
    "the web": "SELECT * FROM read_parquet('http://127.0.0.1:1/x.parquet')",
    "a bucket": "SELECT * FROM 's3://x/y.parquet'",
    "another database": "ATTACH '/tmp/other.duckdb'",
    "memory as a database": "ATTACH ':memory:' AS more",
    "copy to a file": "COPY articles TO '/tmp/rows.csv'",
    "copy to standard output": "COPY (SELECT 1) TO '/dev/stdout'",
    "copy in a query": "FROM query('COPY (SELECT 1) TO ''x.csv''')",
    "export": "EXPORT DATABASE '/tmp/everything'",
    "import": "IMPORT DATABASE '/tmp/everything'",
    "install": "INSTALL httpfs FROM 'http://127.0.0.1/x'",
    "load": "LOAD httpfs",
    "update of extensions": "UPDATE EXTENSIONS",
    "set": "SET memory_limit = '99GB'",
    "set a variable": "SET VARIABLE a = 1",
    "reset": "RESET memory_limit",
    "pragma": "PRAGMA memory_limit = '99GB'",
    "two statements": "SELECT 1; SELECT 2",
    "a second one behind a comment": "SELECT 1 /* ; */; DROP VIEW articles",
    "insert": "INSERT INTO runs (run_id) VALUES (1)",
    "drop": "DROP TABLE urls",
    "insert that is explained": "EXPLAIN ANALYZE INSERT INTO runs (run_id) VALUES (1)",
    "a table for now": "CREATE TEMP TABLE x AS SELECT 1",
    "a macro": "CREATE MACRO f(x) AS x",
    "a secret": "CREATE SECRET s (TYPE s3)",
    "a call": "CALL force_checkpoint()",
    "the environment": "SELECT getenv('HOME')",
    "brackets without end": f"SELECT {'(' * 20_000}1{')' * 20_000}",
}
STOPPED = {
    "recursion without end": "WITH RECURSIVE t(i) AS (SELECT 1 UNION ALL SELECT i FROM t) SELECT count(*) FROM t",
    "recursion that doubles": "WITH RECURSIVE t(s) AS (SELECT 'x' UNION ALL SELECT s || s FROM t) SELECT max(s) FROM t",
    "a string of 2 GB": "SELECT length(repeat('x', 2000000000))",
    "a string of 3 GB": "SELECT repeat('x', 3000000000)",
    "a string that is padded": "SELECT rpad('x', 2000000000, 'y')",
    "a string put together": "SELECT string_agg(repeat('x', 1000000), '') FROM range(100000)",
    "a structure of strings": "SELECT {'a': repeat('x', 1000000000), 'b': repeat('y', 1000000000)}",
    "a distance of long words": "SELECT levenshtein(repeat('a', 300000), repeat('b', 300000))",
    "another": "SELECT damerau_levenshtein(repeat('a', 100000), repeat('b', 100000))",
    "a replacement": "SELECT regexp_replace(repeat('a', 10000000), 'a', repeat('b', 1000), 'g')",
    "a digest": "SELECT md5(repeat('x', 1900000000))",
    "a list without end": "SELECT list(i) FROM range(10000000000) t(i)",
    "lists of lists": "SELECT list(l) FROM (SELECT list(i) l FROM range(100000000) t(i) GROUP BY i % 10)",
    "a map": "SELECT map(range(100000000), range(100000000))",
    "a cross join": "SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range * b.range % 7 = 3",
    "a sort": "SELECT * FROM range(1000000000) t(i) ORDER BY hash(i)",
    "groups without end": "SELECT i, count(*) FROM range(10000000000) t(i) GROUP BY i",
    "rows without end": "SELECT * FROM range(100000000000)",
    "wide rows": "SELECT repeat('x', 1000000) FROM range(1000000)",
    "a sleep": "SELECT sleep_ms(100000)",
    "an explanation that runs": "EXPLAIN ANALYZE SELECT count(*) FROM range(100000000000)",
}

#: Runs the command given and prints its exit code, the CPU seconds and the peak memory (kB) of its processes.
MEASURE = """
import resource, subprocess, sys
done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(done.returncode, used.ru_utime + used.ru_stime, used.ru_maxrss, done.stderr.strip())
"""


def main() -> int:
    """Runs all of them; 1 when one did what it should not."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Path(folder) / "wirewatch.toml"
        settings.write_text('contact = "desk@newsroom.localhost"\n')
        (settings.parent / "data").mkdir()
        with open_work(settings.parent / "data"):
            pass
        publish(settings.parent / "data")
        wrong = [
            name
            for code, table in ((2, REFUSED), (1, STOPPED))
            for name, sql in table.items()
            if not _holds(settings, name, sql, code)
        ]
    print(f"{len(REFUSED)} to refuse, {len(STOPPED)} to stop; wrong: {', '.join(wrong) or 'none'}")
    return 1 if wrong else 0


def _holds(settings: Path, name: str, sql: str, expected: int) -> bool:
    command = [str(Path(sys.executable).with_name("wirewatch")), "query", "--config", str(settings)]
    command += ["--timeout", str(SECONDS), "--format", "json", sql]
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, *command], capture_output=True, text=True, check=True, env=dict(os.environ)
    )
    code, cpu, memory, said = done.stdout.strip().split(" ", 3)
    print(f"{name:32} {code} {float(cpu):5.1f} CPU s {int(memory) // 1024:5} MB  {said[:80]}", flush=True)
    return int(code) == expected and float(cpu) <= CPU_SECONDS and int(memory) // 1024 < MEGABYTES


if __name__ == "__main__":
    sys.exit(main())
