"""What no plan can collect more than: the knapsack relaxation, a team's days thrown into one sack."""

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from geodata.planning.problem import Problem


def bound(problem: Problem) -> float:
    """An upper bound of what a plan of `problem` can collect.

    Each visit weighs its minutes and the shortest way to it from anywhere; each team has the minutes of all
    its days; visits may be made in parts. Solved by HiGHS, exactly.
    """
    pairs = sorted({(job, team) for job in range(len(problem.jobs)) for team, _ in problem.possible(job)})
    if not pairs:
        return 0.0
    jobs = np.array([job for job, _ in pairs])
    teams = np.array([team for _, team in pairs])
    prizes = np.array([problem.jobs[job].prize for job in jobs])
    weights = np.array([_weight(problem, job, team) for job, team in pairs], dtype=np.float64)
    keys = [problem.jobs[job].bearer or f"job {job}" for job in jobs]
    if any(problem.jobs[job].pair for job in jobs):
        keys = [f"job {job}" for job in jobs]
    rows = {key: number for number, key in enumerate(dict.fromkeys(keys))}
    once = csr_matrix((np.ones(len(pairs)), ([rows[key] for key in keys], range(len(pairs)))))
    time = csr_matrix((weights, (teams, range(len(pairs)))), shape=(len(problem.teams), len(pairs)))
    days = float(len(problem.days))
    limits = [team.limit * days for team in problem.teams]
    found = linprog(
        -prizes,
        A_ub=_stacked(once, time),
        b_ub=[*np.ones(len(rows)), *limits],
        bounds=(0, 1),
        method="highs",
    )
    return float(-found.fun)


def _stacked(first: csr_matrix, second: csr_matrix) -> csr_matrix:
    from scipy.sparse import vstack

    return csr_matrix(vstack([first, second]))


def _weight(problem: Problem, job: int, team: int) -> int:
    """Minutes of a visit, and the least way to it: from the team's start or from any other place."""
    here, crew = problem.jobs[job].place, problem.teams[team]
    others = {other.place for other in problem.jobs} - {here} | {crew.start}
    ways = problem.minutes[crew.ways, sorted(others), here]
    same = sum(other.place == here for other in problem.jobs) > 1
    return problem.jobs[job].service + (0 if same else int(ways.min()))
