"""Sets the solver beside CP-SAT and HiGHS in one run.

usage: compare.py SOLVE SECONDS ROUND.json...   (SOLVE: the example `solve` of the crate `assign`; needs PyPI ortools, highspy)

Both peers get the whole formulation H1-H10 with the objective of the product and the same seconds; prints a table, with a probe of
the machine (SHA-256 of 64 MiB) before and after, because times on a shared machine say little by themselves."""
import hashlib, json, subprocess, sys, time


def probe():
    block, start = bytes(1 << 20), time.perf_counter()
    digest = hashlib.sha256()
    for _ in range(64):
        digest.update(block)
    return round(time.perf_counter() - start, 3)


def barred(d):
    pairs = set()
    for p in d["inspectors"]:
        named = set(p["kin_units"]) | set(p["declared"]) | set(p["prior_units"])
        named |= {e["unit"] for e in p["employers"] if e["years_ago"] <= d["cooling_years"]}
        pairs |= {(p["id"], u["id"]) for u in d["units"] if u["id"] in named or u["county"] == p["home_county"]}
    return pairs


class Linear:
    """The formulation as rows over numbered variables: (name, low, high), (coefficients, low, high), costs."""

    def __init__(self, d):
        self.var, self.rows, self.cost = [], [], {}
        w, teams, units, people = d["weights"], d["teams"], d["units"], d["inspectors"]
        no, counties = barred(d), sorted({u["county"] for u in units})
        load = sum(u["size"] for u in units)
        lmax, lmin = self.new(0, load, w["spread"]), self.new(0, load, -w["spread"])
        x = {(p["id"], t): self.new(0, 1, w["burden"] * p["burden"]) for p in people for t in teams}
        y = {(u["id"], t): self.new(0, 1, 0) for u in units for t in teams}
        lead = {(p["id"], t): self.new(0, 1, 0) for p in people for t in teams if p["seniority"] >= d["lead_seniority"]}
        c = {(k, t): self.new(0, 1, w["county"]) for k in counties for t in teams}
        for u in units:
            self.row([(y[u["id"], t], 1) for t in teams], 1, 1)
        for p in people:
            self.row([(x[p["id"], t], 1) for t in teams], 0, 1)
        for t in teams:
            crew, work = [(x[p["id"], t], 1) for p in people], [(y[u["id"], t], u["size"]) for u in units]
            self.row(crew, *d["team_size"])
            self.row([(y[u["id"], t], 1) for u in units], *d["units_per_team"])
            self.row([(c[k, t], 1) for k in counties], 0, d["max_counties_per_team"])
            self.row([(v, d["person_load"]) for v, _ in crew] + [(v, -s) for v, s in work], 0, None)
            self.row(work + [(lmax, -1)], None, 0)
            self.row(work + [(lmin, -1)], 0, None)
            for org in {p["home_org"] for p in people}:
                self.row([(x[p["id"], t], 1) for p in people if p["home_org"] == org], 0, d["max_same_org"])
            self.row([(v, 1) for (p, s), v in lead.items() if s == t], 1, 1)
            for p in people:
                if (p["id"], t) in lead:
                    self.row([(lead[p["id"], t], 1), (x[p["id"], t], -1)], None, 0)
                if (p["home_county"], t) in c:
                    self.row([(x[p["id"], t], 1), (c[p["home_county"], t], 1)], None, 1)
            for u in units:
                y_u, known = y[u["id"], t], self.new(0, 1, 0)
                self.row([(y_u, 1), (c[u["county"], t], -1)], None, 0)
                miss = self.new(0, 1, w["nosector"])
                self.row([(known, 1)] + [(x[p["id"], t], -1) for p in people if u["sector"] in p["sectors"]], None, 0)
                self.row([(miss, 1), (known, 1), (y_u, -1)], 0, None)
                for skill, n in u["need"].items():
                    self.row([(x[p["id"], t], 1) for p in people if skill in p["skills"]] + [(y_u, -n)], 0, None)
                if u["grade"] == 2:
                    low = [v for (p, s), v in lead.items() if s == t and self.rank(people, p) < d["lead_seniority_grade2"]]
                    self.row([(v, 1) for v in low] + [(y_u, 1)], None, 1)
                for p in people:
                    if (p["id"], u["id"]) in no and p["home_county"] != u["county"]:
                        self.row([(x[p["id"], t], 1), (y_u, 1)], None, 1)
            for a, b in d["prior_pairs"]:
                again = self.new(0, 1, w["pair"])
                self.row([(again, 1), (x[a, t], -1), (x[b, t], -1)], -1, None)

    def rank(self, people, name):
        if not hasattr(self, "ranks"):
            self.ranks = {p["id"]: p["seniority"] for p in people}
        return self.ranks[name]

    def new(self, low, high, cost):
        self.var.append((low, high))
        if cost:
            self.cost[len(self.var) - 1] = cost
        return len(self.var) - 1

    def row(self, terms, low, high):
        self.rows.append((terms, low, high))


def cp_sat(m, seconds):
    from ortools.sat.python import cp_model
    model = cp_model.CpModel()
    v = [model.new_int_var(low, high, "") for low, high in m.var]
    big = 10**9
    for terms, low, high in m.rows:
        model.add_linear_constraint(sum(k * v[i] for i, k in terms), -big if low is None else low, big if high is None else high)
    model.minimize(sum(k * v[i] for i, k in m.cost.items()))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds, solver.parameters.num_workers = seconds, 2
    status = solver.solve(model)
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    return (round(solver.objective_value) if found else solver.status_name(status)), round(solver.best_objective_bound, 1)


def highs(m, seconds):
    import highspy
    h = highspy.Highs()
    h.setOptionValue("output_flag", False)
    h.setOptionValue("time_limit", float(seconds))
    h.setOptionValue("threads", 2)
    inf = highspy.kHighsInf
    for i, (low, high) in enumerate(m.var):
        h.addVar(low, high)
        h.changeColIntegrality(i, highspy.HighsVarType.kInteger)
        h.changeColCost(i, m.cost.get(i, 0))
    for terms, low, high in m.rows:
        h.addRow(-inf if low is None else low, inf if high is None else high, len(terms), [i for i, _ in terms], [k for _, k in terms])
    h.run()
    info = h.getInfo()
    found = info.primal_solution_status == 2
    return (round(info.objective_function_value) if found else str(h.getModelStatus())), round(info.mip_dual_bound, 1)


def main():
    solve, seconds = sys.argv[1], float(sys.argv[2])
    print(f"probe {probe()} s")
    print("| round | ours | bound | lawful after s | CP-SAT | bound | HiGHS | bound |\n|---|---|---|---|---|---|---|---|")
    for path in sys.argv[3:]:
        d = json.load(open(path))
        ours = json.loads(subprocess.run([solve, path, str(seconds)], capture_output=True, text=True, check=True).stdout)
        m = Linear(d)
        cells = [d["name"], ours.get("objective", "conflict"), ours.get("bound", ""), ours.get("lawful_seconds", ours["seconds"])]
        for peer in (cp_sat, highs):
            cells += peer(m, seconds)
        print("| " + " | ".join(map(str, cells)) + " |", flush=True)
    print(f"probe {probe()} s")


main()
