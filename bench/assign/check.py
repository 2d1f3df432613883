"""Checks a plan against a round, from the statement of H1-H10 alone; shares no line with the solver or with its tests.
usage: check.py ROUND.json PLAN.json   prints each broken rule, then one JSON line; status 1 where a rule is broken."""
import collections, json, sys


def period(d, person, unit):
    """Why H5 keeps a person from a unit, or None."""
    if person["home_county"] == unit["county"]:
        return "home county"
    if any(e["unit"] == unit["id"] and e["years_ago"] <= d["cooling_years"] for e in person["employers"]):
        return "former employer"
    lists = {"kin_units": "kin", "declared": "declared", "prior_units": "inspected before"}
    return next((why for name, why in lists.items() if unit["id"] in person[name]), None)


def crew(d, team, members, units, lead):
    """Broken rules of one team whose names are all known."""
    low, high = d["team_size"]
    if not low <= len(members) <= high:
        yield f"H3 {team}: {len(members)} members"
    low, high = d["units_per_team"]
    if not low <= len(units) <= high:
        yield f"H4 {team}: {len(units)} units"
    for p in members:
        for u in units:
            if why := period(d, p, u):
                yield f"H5 {team}: {p['id']} at {u['id']}, {why}"
    skilled = collections.Counter(skill for p in members for skill in set(p["skills"]))
    for u in units:
        for skill, least in u["need"].items():
            if skilled[skill] < least:
                yield f"H6 {team}: {u['id']} needs {least} with {skill}"
    rank = d["lead_seniority_grade2"] if any(u["grade"] >= 2 for u in units) else d["lead_seniority"]
    if lead is None or lead["seniority"] < rank:
        yield f"H7 {team}: no leader of rank {rank}"
    if len({u["county"] for u in units}) > d["max_counties_per_team"]:
        yield f"H8 {team}: too many counties"
    orgs = collections.Counter(p["home_org"] for p in members)
    if orgs and max(orgs.values()) > d["max_same_org"]:
        yield f"H9 {team}: too many of one organisation"
    if sum(u["size"] for u in units) > d["person_load"] * len(members):
        yield f"H10 {team}: too much load"


def check(d, plan):
    """Returns the broken rules and the objective."""
    people, places = {p["id"]: p for p in d["inspectors"]}, {u["id"]: u for u in d["units"]}
    broken, parts, loads = [f"unknown team {t}" for t in plan if t not in d["teams"]], collections.Counter(), []
    sent = collections.Counter(m for t in plan.values() for m in t["members"])
    seen = collections.Counter(u for t in plan.values() for u in t["units"])
    broken += [f"H1 {u}: {seen[u]} times" for u in places if seen[u] != 1]
    broken += [f"H2 {p}: {n} times" for p, n in sent.items() if n > 1]
    broken += [f"unknown {name}" for name in sent if name not in people]
    broken += [f"unknown {name}" for name in seen if name not in places]
    former = {(a, b) for a, b in d["prior_pairs"] if a < b}
    for team in d["teams"]:
        t = plan.get(team, {"lead": None, "members": [], "units": []})
        members, units = [people[m] for m in t["members"] if m in people], [places[u] for u in t["units"] if u in places]
        lead = people.get(t["lead"]) if t["lead"] in t["members"] else None
        broken += crew(d, team, members, units, lead)
        known = {s for p in members for s in p["sectors"]}
        names = {p["id"] for p in members}
        loads.append(sum(u["size"] for u in units))
        parts["county"] += len({u["county"] for u in units})
        parts["nosector"] += sum(u["sector"] not in known for u in units)
        parts["pair"] += sum(a in names and b in names for a, b in former)
        parts["burden"] += sum(p["burden"] for p in members)
    parts["spread"] = max(loads) - min(loads)
    return broken, sum(weight * parts[name] for name, weight in d["weights"].items())


if __name__ == "__main__":
    found, cost = check(json.load(open(sys.argv[1])), json.load(open(sys.argv[2])))
    print("\n".join(found) + "\n" * bool(found) + json.dumps({"violations": len(found), "objective": cost}))
    sys.exit(bool(found))
