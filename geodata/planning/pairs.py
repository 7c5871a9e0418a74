"""Visits that several teams make together: a day and a half of it are found for each before the search."""

from collections.abc import Iterator
from dataclasses import replace

from geodata.planning.axis import Ranges
from geodata.planning.insertion import Book
from geodata.planning.problem import Job, Problem, Routes, Team
from geodata.planning.solver import required


def settled(problem: Problem) -> tuple[Problem, frozenset[str]]:
    """The problem with each pair's jobs required on one day, within one half of it where that can be.

    Every job of a pair has one team. Pairs are settled one after the other, the dearest first, on the day
    with most room for it; what cannot be settled is taken out, and named in the second answer. Raises
    Impossible where what is required fits by itself already not.
    """
    book = _book(problem, required(problem))
    lost = set()
    for key, numbers in _by_worth(problem):
        found = next(filter(None, (_placed(book, numbers, jobs) for jobs in _ways(book, numbers))), None)
        if found is None:
            lost.add(key)
            gone = {n: replace(_job(book, n), teams=frozenset(), required=False) for n in numbers}
            found = _book(_with(book.problem, gone), book.routes)
        book = found
    return book.problem, frozenset(lost)


def _job(book: Book, number: int) -> Job:
    return book.problem.jobs[number]


def _by_worth(problem: Problem) -> list[tuple[str, list[int]]]:
    found: dict[str, list[int]] = {}
    for number, job in enumerate(problem.jobs):
        if job.pair:
            found.setdefault(job.pair, []).append(number)
    return sorted(found.items(), key=lambda one: (-problem.jobs[one[1][0]].prize, one[0]))


def _ways(book: Book, numbers: list[int]) -> Iterator[dict[int, Job]]:
    """The jobs held to one day and one half of it, then to one day: the emptiest days first."""
    jobs = {number: _job(book, number) for number in numbers}
    days = set.intersection(*(set(job.open) for job in jobs.values()))
    ordered = sorted(days, key=lambda day: (_load(book, jobs, day), day))
    halves = min(len(_team(book, job).workday.spans) for job in jobs.values() if job.teams)
    for day in ordered:
        for half in range(halves):
            yield {number: _held(book, job, day, half) for number, job in jobs.items()}
    for day in ordered:
        yield {number: replace(job, open={day: job.open[day]}, required=True) for number, job in jobs.items()}


def _load(book: Book, jobs: dict[int, Job], day: int) -> int:
    """Minutes of visits that the busiest of the pair's teams has on a day already."""
    teams = {team for job in jobs.values() for team in job.teams}
    return max(sum(_job(book, job).service for job in book.routes.get((team, day), ())) for team in teams)


def _held(book: Book, job: Job, day: int, half: int) -> Job:
    start, end = _team(book, job).workday.spans[half]
    cut = [(max(first, start), min(last, end)) for first, last in job.open[day]]
    kept: Ranges = tuple((first, last) for first, last in cut if first < last)
    return replace(job, open={day: kept}, required=True)


def _team(book: Book, job: Job) -> Team:
    return book.problem.teams[min(job.teams)]


def _placed(book: Book, numbers: list[int], jobs: dict[int, Job]) -> Book | None:
    """The book with those jobs in it, or None where they do not fit."""
    tried = _book(_with(book.problem, jobs), book.routes)
    return tried if all(tried.insert(number) for number in numbers) else None


def _book(problem: Problem, plan: Routes) -> Book:
    book = Book(problem, dict(plan))
    book.adopt([job for route in plan.values() for job in route])
    return book


def _with(problem: Problem, jobs: dict[int, Job]) -> Problem:
    return replace(problem, jobs=tuple(jobs.get(number, job) for number, job in enumerate(problem.jobs)))
