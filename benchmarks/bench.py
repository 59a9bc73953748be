"""Speed, memory, named luck, planning and dispatch, most of it measured on field-service-lite: python benchmarks/bench.py [--quick] [--out results/bench.json].

firstfix keeps every record and names its luck; the idiomatic SimPy script beside it keeps a few sums. Both run in this process, one after the
other, each repeat in turn, so that they share whatever else the machine does; the ratio is the median over the repeats.
"""

from __future__ import annotations

import argparse
import functools
import json
import math
import multiprocessing
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import decision  # noqa: E402
import dispatching  # noqa: E402
import idiomatic_simpy  # noqa: E402
import overhead  # noqa: E402
import planning  # noqa: E402
import vrptw  # noqa: E402

import sim  # noqa: E402

SCENARIO = HERE / "field_service_lite.yaml"
SIZES: dict[int, tuple[float, int]] = {100: (40_000.0, 9), 1_000: (4_000.0, 9), 100_000: (300.0, 3)}
"""Assets -> (horizon in hours, repeats)."""
FIGURES = {
    "first_time_fix": "first_time_fix_rate",
    "response": "response_time",
    "on_hand": "inventory_value",
    "restoration": "mean_time_to_restoration",
}
"""Figure of the script -> ours; a unit costs 1 EUR, so that the value of the stock is the stock."""
MIXED = "asset_types.machine.failures.stop.law={gamma_poisson: {mtbf: 200 h, shape: 2}}"
NO_TIME = 1e-6
"""Hours: a run that ends before anything happens."""
LIMIT = 4.0
"""Standard errors by which a figure may differ from the script's."""


def scenario_of(assets: int, horizon: float, *more: str) -> Any:
    """The scenario with fleet, technicians and stock in proportion."""
    overrides = [
        f"sites.plant.assets.machine={assets}",
        f"technicians.crew.count={crew(assets)}",
        f"locations.depot.stock.unit.level={shelf(assets)}",
        f"horizon={horizon} h",
        *more,
    ]
    return sim.load(SCENARIO, overrides=overrides)


def crew(assets: int) -> int:
    """Technicians for a fleet."""
    return max(assets // 50, 1)


def shelf(assets: int) -> int:
    """Base stock for a fleet."""
    return max(round(0.045 * assets), 1)


# ---------------------------------------------------------------- speed
def speed(assets: int, horizon: float, repeats: int) -> dict[str, float]:
    """Microseconds per call of both with set-up included, the median of their ratios, and ours beyond set-up."""
    scenario = scenario_of(assets, horizon).scenario()
    ours, script = [], []
    for repeat in range(repeats):
        ours.append(our_time(scenario, repeat))
        script.append(script_time(assets, horizon, repeat))
    setting_up, _ = our_time(scenario_of(assets, NO_TIME).scenario(), 0)
    return {
        "ratio": statistics.median((a / m) / (b / n) for (a, m), (b, n) in zip(ours, script, strict=True)),
        "firstfix": statistics.median(seconds / calls for seconds, calls in ours) * 1e6,
        "idiomatic": statistics.median(seconds / calls for seconds, calls in script) * 1e6,
        "beyond_set_up": statistics.median((seconds - setting_up) / calls for seconds, calls in ours) * 1e6,
    }


def our_time(scenario: Any, replication: int) -> tuple[float, int]:
    """Seconds and calls of one replication, from the checked scenario to its records."""
    from sim.build import simulate

    begin = time.perf_counter()
    record = simulate(scenario, replication)
    seconds = time.perf_counter() - begin
    return seconds, len(record.log.calls.rows())


def script_time(assets: int, horizon: float, seed: int) -> tuple[float, float]:
    """Seconds and calls of the script."""
    begin = time.perf_counter()
    found = idiomatic_simpy.simulate(assets, crew(assets), shelf(assets), horizon, seed)
    return time.perf_counter() - begin, found["calls"]


# ---------------------------------------------------------------- luck and agreement
@functools.cache
def base_case(more: tuple[str, ...]) -> Any:
    """The scenario file, read once in each process."""
    return sim.load(SCENARIO, overrides=more)


def our_figures(task: tuple[str, int, tuple[str, ...]]) -> dict[str, float]:
    """Figures of one replication of one policy of the base case."""
    from sim.kpi import figures

    policy, replication, more = task
    results = sim.run(base_case(more), replication, policy=policy)
    return figures(results.tables, FIGURES.values())


def script_figures(seed: int) -> dict[str, float]:
    """The script's figures of the base case."""
    return idiomatic_simpy.simulate(1_000, 20, 45, 2_000.0, seed)


def paired(pool: ProcessPoolExecutor, replications: int, *more: str) -> tuple[list[dict[str, float]], float]:
    """Figures with S = 45, and how many times named luck shrinks the variance of the difference in fix rate to S = 46."""
    tasks = [(policy, number, more) for policy in ("baseline", "one_more") for number in range(replications)]
    found = list(pool.map(our_figures, tasks, chunksize=4))
    few, many = ([each["first_time_fix_rate"] for each in half] for half in (found[:replications], found[replications:]))
    apart = statistics.variance(few) + statistics.variance(many)
    together = statistics.variance(b - a for a, b in zip(few, many, strict=True))
    return found[:replications], apart / together


def agreement(ours: Iterable[Mapping[str, float]], script: Iterable[Mapping[str, float]]) -> dict[str, dict[str, float]]:
    """Means of both and their distance in standard errors."""
    mine, theirs = list(ours), list(script)
    found = {}
    for name, figure in FIGURES.items():
        a, b = [each[figure] for each in mine], [each[name] for each in theirs]
        error = math.sqrt(statistics.variance(a) / len(a) + statistics.variance(b) / len(b))
        means = statistics.fmean(a), statistics.fmean(b)
        found[name] = {"firstfix": means[0], "idiomatic": means[1], "standard_errors_apart": (means[0] - means[1]) / error}
    return found


# ---------------------------------------------------------------- memory
PROBE = """
import json, sys
sys.path[:0] = {path!r}
import bench
print(json.dumps(bench.probe({who!r}, {assets}, {horizon})))
"""


def peak_bytes() -> int:
    """Most memory that this process has held at once."""
    status = Path("/proc/self/status")
    if status.exists():  # Linux: `getrusage` would answer for the parent, too
        line = next(line for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def probe(who: str, assets: int, horizon: float) -> dict[str, float]:
    """Peak memory of this process after one run, its calls and the bytes of its records."""
    if who == "firstfix":
        from sim.build import simulate
        from sim.records import SCHEMA

        record = simulate(scenario_of(assets, horizon).scenario())
        peak = peak_bytes()
        rows = {kind: getattr(record.log, kind).rows() for kind in SCHEMA}
        kept = sum(each.nbytes for each in rows.values())
        return {"peak": peak, "calls": len(rows["calls"]), "records": kept, "table": table_bytes(record.dimensions["assets"])}
    found = idiomatic_simpy.simulate(assets, crew(assets), shelf(assets), horizon, 1)
    return {"peak": peak_bytes(), "calls": found["calls"], "records": 0, "table": 0}


def table_bytes(columns: Mapping[str, list[Any]]) -> int:
    """Memory of a table of things: its columns and every value once."""
    values = {id(value): sys.getsizeof(value) for column in columns.values() for value in column}
    return sum(values.values()) + sum(map(sys.getsizeof, columns.values()))


def measured(who: str, assets: int, horizon: float) -> dict[str, float]:
    """`probe` in a process of its own."""
    code = PROBE.format(path=[str(HERE), str(HERE.parent)], who=who, assets=assets, horizon=horizon)
    found: dict[str, float] = json.loads(
        subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    )
    return found


def memory() -> dict[str, float]:
    """Bytes per asset of both, and firstfix's growth per call beyond its records; empty where the system does not tell."""
    if os.name == "nt":
        return {}
    found = {}
    for who in ("firstfix", "idiomatic"):
        small, large = measured(who, 1_000, 1.0), measured(who, 200_000, 1.0)
        found[f"{who}_bytes_per_asset"] = (large["peak"] - small["peak"] - large["records"] - large["table"]) / 199_000
        found[f"{who}_table_bytes_per_asset"] = large["table"] / 200_000
    short, long = measured("firstfix", 1_000, 4_000.0), measured("firstfix", 1_000, 20_000.0)
    calls = long["calls"] - short["calls"]
    found["record_bytes_per_call"] = (long["records"] - short["records"]) / calls
    found["other_bytes_per_call"] = (long["peak"] - short["peak"]) / calls - found["record_bytes_per_call"]
    return found


# ---------------------------------------------------------------- everything
def tell_speed(quick: bool) -> dict[str, Any]:
    """Measure and print speed at every size."""
    per_call = {}
    print(f"{'assets':>8}  {'firstfix':>9}  {'idiomatic':>9}  {'ratio':>6}   (µs per call, set-up included; all records kept)")
    for assets, (horizon, repeats) in SIZES.items():
        per_call[assets] = found = speed(assets, horizon / (10 if quick else 1), 2 if quick else repeats)
        print(
            f"{assets:>8,}  {found['firstfix']:>9.2f}  {found['idiomatic']:>9.2f}  {found['ratio']:>6.3f}   {found['beyond_set_up']:.2f} beyond set-up",
            flush=True,
        )
    flat = per_call[max(SIZES)]["beyond_set_up"] / per_call[min(SIZES)]["beyond_set_up"]
    print(f"per call beyond set-up at {max(SIZES):,} assets against {min(SIZES):,}: {flat:.2f} times")
    return {
        "ratio_to_idiomatic": {str(assets): found["ratio"] for assets, found in per_call.items()},
        "microseconds_per_call": {
            str(assets): {who: found[who] for who in ("firstfix", "idiomatic", "beyond_set_up")}
            for assets, found in per_call.items()
        },
        "largest_to_smallest_fleet": flat,
    }


def tell_memory() -> dict[str, Any]:
    """Measure and print memory."""
    space = memory()
    for name, value in space.items():
        print(f"{name.replace('_', ' ')}: {value:,.0f}")
    return {"memory": space}


def tell_decisions(quick: bool) -> dict[str, Any]:
    """Measure and print how long plans and dispatch decisions take, and how good routes are."""
    parts = 500 if quick else planning.PARTS
    plan = planning.measure(parts)
    print(planning.told(plan), flush=True)
    plan |= planning.measure_command(parts)
    print(planning.told_of_command(plan), flush=True)
    dispatch = dispatching.measure(1_000 if quick else dispatching.SIZE)
    print(dispatching.told(dispatch), flush=True)
    routes = vrptw.measure()
    print(vrptw.told(routes), flush=True)
    return {"planning": plan, "dispatch": dispatch, "routing": routes}


def tell_overhead(quick: bool) -> dict[str, Any]:
    """Measure and print what a study costs beyond its replications."""
    found = overhead.measure(*((200, 5_000) if quick else ()))
    print(overhead.told(found), flush=True)
    return {"study_overhead": found}


def tell_time_to_decision(quick: bool) -> dict[str, Any]:
    """Measure and print how soon two policies are told apart."""
    found = decision.measure(decision.CHOICES[:1] if quick else decision.CHOICES)
    print(decision.told(found), flush=True)
    return {"time_to_decision": found}


def tell_luck(quick: bool) -> dict[str, Any]:
    """Measure and print what named luck saves, and whether the figures agree with the script's."""
    replications = 20 if quick else 200
    with ProcessPoolExecutor(os.cpu_count(), mp_context=multiprocessing.get_context("spawn")) as pool:
        ours, reduction = paired(pool, replications)
        print(
            f"variance of the difference in fix rate, S = 45 against 46: {reduction:.1f} times smaller than with independent seeds",
            flush=True,
        )
        _, mixed = paired(pool, replications // 2, MIXED)
        print(f"the same on a mixed fleet (gamma-distributed rates, shape 2): {mixed:.1f} times", flush=True)
        agreed = agreement(ours, pool.map(script_figures, range(10 if quick else 40)))
    for name, each in agreed.items():
        print(
            f"{name:>15}: firstfix {each['firstfix']:.4f}, script {each['idiomatic']:.4f}, {each['standard_errors_apart']:+.1f} standard errors"
        )
    return {
        "fix_rate_variance_reduction": reduction,
        "fix_rate_variance_reduction_mixed_fleet": mixed,
        "agreement": agreed,
        "agrees": all(abs(each["standard_errors_apart"]) < LIMIT for each in agreed.values()),
        "replications": replications,
    }


def main() -> int:
    """Measure, print and write; 1 when the figures do not agree with the script's."""
    reader = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    reader.add_argument("--quick", action="store_true", help="fewer repeats and replications, to see that it works")
    reader.add_argument("--out", type=Path, default=HERE.parent / "results" / "bench.json")
    wanted = reader.parse_args()
    begin = time.perf_counter()
    content = (
        tell_speed(wanted.quick)
        | tell_memory()
        | tell_decisions(wanted.quick)
        | tell_overhead(wanted.quick)
        | tell_time_to_decision(wanted.quick)
        | tell_luck(wanted.quick)
    )
    content["seconds"] = time.perf_counter() - begin
    content["machine"] = {
        "python": platform.python_version(),
        "processor": platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
    }
    wanted.out.parent.mkdir(parents=True, exist_ok=True)
    wanted.out.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    agrees = "agrees" if content["agrees"] else "DOES NOT AGREE"
    print(f"{agrees} with the script; {content['seconds']:.0f} s; written to {wanted.out}")
    return 0 if content["agrees"] else 1


if __name__ == "__main__":
    sys.exit(main())
