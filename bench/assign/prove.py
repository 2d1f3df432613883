"""Proves a bound anew, from another formulation than the solver's: every set of units that one team could take is a column, and
each unit is in exactly one chosen column.  usage: prove.py ROUND.json BOUND [SECONDS]   (needs PyPI ortools)

Asks CP-SAT for any packing of the units that costs less than BOUND, with people priced by the cheapest burden of as many as the
loads ask for; skills, recusals and rules of the round are left out, so "infeasible" proves that no plan is below BOUND."""
import itertools, json, sys
from ortools.sat.python import cp_model


def columns(d):
    units, (low, high) = d["units"], d["units_per_team"]
    by = {}
    for u in units:
        by.setdefault(u["county"], []).append(u)
    assert d["max_counties_per_team"] == 2
    seen = set()
    for a, b in itertools.combinations(sorted(by), 2):
        for n in range(low, high + 1):
            for pick in itertools.combinations(by[a] + by[b], n):
                key = tuple(sorted(u["id"] for u in pick))
                load = sum(u["size"] for u in pick)
                if key not in seen and load <= d["person_load"] * d["team_size"][1]:
                    seen.add(key)
                    yield key, load, len({u["county"] for u in pick})


def main():
    d, bound = json.load(open(sys.argv[1])), int(sys.argv[2])
    seconds = float(sys.argv[3]) if len(sys.argv) > 3 else 600.0
    w, cols, m = d["weights"], list(columns(d)), cp_model.CpModel()
    x = [m.new_bool_var("") for _ in cols]
    for u in d["units"]:
        m.add_exactly_one(x[i] for i, c in enumerate(cols) if u["id"] in c[0])
    m.add(sum(x) == len(d["teams"]))
    total = sum(u["size"] for u in d["units"])
    lo, hi = m.new_int_var(0, total, ""), m.new_int_var(0, total, "")
    members = [max(d["team_size"][0], -(-c[1] // d["person_load"])) for c in cols]
    for i, c in enumerate(cols):
        m.add(lo <= c[1]).only_enforce_if(x[i])
        m.add(hi >= c[1]).only_enforce_if(x[i])
    people, burden = m.new_int_var(0, len(d["inspectors"]), ""), m.new_int_var(0, 10**6, "")
    m.add(people == sum(n * v for n, v in zip(members, x)))
    cheapest = [0]
    for b in sorted(p["burden"] for p in d["inspectors"]):
        cheapest.append(cheapest[-1] + b)
    m.add_element(people, cheapest, burden)
    m.add(w["county"] * sum(c[2] * v for c, v in zip(cols, x)) + w["spread"] * (hi - lo) + w["burden"] * burden <= bound - 1)
    s = cp_model.CpSolver()
    s.parameters.num_workers, s.parameters.max_time_in_seconds = 2, seconds
    status = s.status_name(s.solve(m))
    words = {"INFEASIBLE": "proved", "OPTIMAL": "REFUTED", "FEASIBLE": "REFUTED"}
    print(f"{d['name']}: no plan below {bound}: {words.get(status, 'open')} in {s.wall_time:.1f} s, {len(cols)} columns")


main()
