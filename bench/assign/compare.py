"""Sets `plumbline assign` beside CP-SAT and HiGHS in one run, and has every plan judged.
usage: compare.py PLUMBLINE ROUND.json... [--seconds N] [--peers N] [--judge JUDGE.py]   (needs PyPI ortools and highspy)

Ours gets --seconds (30), each peer --peers (60), all of them two threads. Plans are judged by check.py beside this file; --judge
names a second judge, called as `JUDGE.py ROUND PLAN`, which must print the same violations and objective as JSON on its last line.
A probe of the machine is printed before, between and after."""
import argparse, hashlib, json, os, subprocess, sys, tempfile, time

from check import check


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
        self.var, self.rows, self.cost, self.d = [], [], {}, d
        w, teams, units, people = d["weights"], d["teams"], d["units"], d["inspectors"]
        no, counties = barred(d), sorted({u["county"] for u in units})
        load = sum(u["size"] for u in units)
        lmax, lmin = self.new(0, load, w["spread"]), self.new(0, load, -w["spread"])
        x = {(p["id"], t): self.new(0, 1, w["burden"] * p["burden"]) for p in people for t in teams}
        y = {(u["id"], t): self.new(0, 1, 0) for u in units for t in teams}
        lead = {(p["id"], t): self.new(0, 1, 0) for p in people for t in teams if p["seniority"] >= d["lead_seniority"]}
        c = {(k, t): self.new(0, 1, w["county"]) for k in counties for t in teams}
        self.x, self.y, self.lead = x, y, lead
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

    def plan(self, value):
        """The plan behind the values of the variables."""
        chosen = lambda names, t: sorted(name for (name, s), i in names.items() if s == t and round(value(i)) == 1)
        teams = {}
        for t in self.d["teams"]:
            lead = chosen(self.lead, t)
            teams[t] = {"lead": lead[0] if lead else None, "members": chosen(self.x, t), "units": chosen(self.y, t)}
        return teams

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
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None, solver.status_name(status).lower(), ""
    return m.plan(lambda i: solver.value(v[i])), solver.status_name(status).lower(), round(solver.best_objective_bound, 1)


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
    info, status = h.getInfo(), h.modelStatusToString(h.getModelStatus()).lower()
    if info.primal_solution_status != 2:
        return None, status, ""
    values = h.getSolution().col_value
    return m.plan(lambda i: values[i]), status, round(info.mip_dual_bound, 1)


def ours(program, path, seconds, folder):
    plan = os.path.join(folder, "plan.json")
    run = subprocess.run([program, "assign", path, "--seconds", str(seconds), "-o", plan], capture_output=True, text=True)
    line = json.loads(run.stdout)
    if run.returncode == 2:
        return None, f"no lawful plan, {len(line['conflicts'][0]['elements'])} elements, {line['seconds']} s", ""
    said = f"{'proved, ' if line['proved_optimal'] else ''}lawful after {line['lawful_seconds']} s, ended after {line['seconds']} s"
    return json.load(open(plan)), said, line["bound"]


def judged(d, path, plan, judge, folder):
    """Objective by our judge; the other judge, where given, must say the same."""
    broken, objective = check(d, plan)
    if judge:
        name = os.path.join(folder, "judged.json")
        json.dump(plan, open(name, "w"))
        last = subprocess.run([sys.executable, judge, path, name], capture_output=True, text=True).stdout.splitlines()[-1]
        other = json.loads(last)
        assert (other["violations"] > 0, other["objective"]) == (bool(broken), objective), (other, broken, objective)
    return f"{len(broken)} violations" if broken else objective


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("rounds", nargs="+")
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--peers", type=float, default=60)
    parser.add_argument("--judge")
    args = parser.parse_args()
    print("| round | solver | objective, judged | bound | status | wall s | probe s |\n|---|---|---|---|---|---|---|", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for path in args.rounds:
            d = json.load(open(path))
            solvers = [("plumbline", lambda: ours(args.program, path, args.seconds, folder))]
            solvers += [(peer.__name__, lambda peer=peer: peer(Linear(d), args.peers)) for peer in (cp_sat, highs)]
            for name, solve in solvers:
                before, started = probe(), time.perf_counter()
                plan, status, bound = solve()
                taken = round(time.perf_counter() - started, 1)
                objective = judged(d, path, plan, args.judge, folder) if plan else "none"
                print(f"| {d['name']} | {name} | {objective} | {bound} | {status} | {taken} | {before} |", flush=True)
    print(f"probe at the end: {probe()} s")


main()
