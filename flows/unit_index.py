"""Finds units by typed words among more than a hundred thousand: folded words, each with the units that have it."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeAlias

from rapidfuzz import process
from rapidfuzz.distance import OSA

from flows.unit import SEPARATOR, Unit, spelled_out
from flows.unit_spans import NOBODY, Numbers, Spans
from flows.vietnamese import accented, fold, sort_key

Places: TypeAlias = tuple[int, ...]

_EXACT, _OWN_NAME, _ALL_WHOLE, _BEGUN, _JOINED, _ALIKE = 100, 95, 90, 60, 50, 40
_POOL = 1_000
_STEPS = 16
_MOST_WORDS = 16
_CORRECTIONS = 3
_SHORTEST_BEGINNING = 3
_SHORTEST_JOINED = 4
_UNKNOWN: Places = ()


class IndexBuilder:
    """Takes units one at a time, those with shorter names first, and makes an index of them."""

    def __init__(self) -> None:
        """Begin with no unit."""
        self._units: list[Unit] = []
        self._postings: dict[str, Numbers] = {}
        self._spellings: tuple[Numbers, Numbers] = (array("q"), array("I"))

    def add(self, unit: Unit, folded: str) -> None:
        """Take a unit with all spellings of its name."""
        self._units.append(unit)
        self._learn(len(self._units) - 1, folded)

    def built(self, parent_of: Callable[[Unit], str | None], formerly: Iterable[tuple[str, str]] = ()) -> UnitIndex:
        """Return the index; `formerly` are codes of units with the spellings of units that were merged into them."""
        numbers = {unit.code: number for number, unit in enumerate(self._units)}
        for code, folded in formerly:
            self._learn(numbers[code], folded)
            for word in _words(folded):
                self._postings[word] = array("I", sorted(set(self._postings[word])))
        parents = array("I", (numbers.get(parent_of(unit) or "", NOBODY) for unit in self._units))
        vocabulary = sorted(self._postings)
        postings = [self._postings[word] for word in vocabulary]
        hashes, owners = self._spellings
        by_hash = sorted(range(len(hashes)), key=hashes.__getitem__)
        spans = Spans.of(parents, [unit.code for unit in self._units])
        return UnitIndex(
            units=self._units,
            vocabulary=vocabulary,
            postings=postings,
            reaches=array("I", (spans.reach(posting) for posting in postings)),
            parents=parents,
            spellings=(array("q", (hashes[at] for at in by_hash)), array("I", (owners[at] for at in by_hash))),
            spans=spans,
        )

    def _learn(self, number: int, folded: str) -> None:
        postings = self._postings
        for word in _words(folded):
            if word not in postings:
                postings[word] = array("I")
            postings[word].append(number)
        hashes, owners = self._spellings
        for spelling in folded.split(SEPARATOR):
            hashes.append(hash(spelling))
            owners.append(number)


@dataclass(frozen=True, slots=True, eq=False)
class UnitIndex:
    """Units by number, the shortest name first, so that the first of several numbers is the best of equals.

    `postings` are the numbers of the units that have the word at the same place of the sorted `vocabulary`, `reaches`
    how many those are together with the units directly below them; `parents` the number of the unit above each;
    `spellings` the hashes of whole names, sorted, beside the units that have them; `spans` the tree.
    """

    units: Sequence[Unit]
    vocabulary: Sequence[str]
    postings: Sequence[Numbers]
    reaches: Numbers
    parents: Numbers
    spellings: tuple[Numbers, Numbers]
    spans: Spans

    def search(self, words: str, top: str, limit: int) -> tuple[Unit, ...]:
        """Return the units from `top` down that typed words may mean, best first."""
        folded = fold(words)
        typed = tuple(dict.fromkeys(spelled_out(folded).split()))[:_MOST_WORDS]
        if not typed:
            return ()
        hits = self._whole(typed, top) | self._named(folded, top)
        hits = hits or self._begun(typed, top) or self._joined(folded, top) or self._alike(typed, top)
        merit = self._merit(hits, typed, accented(words))
        return tuple(self.units[number] for number in self._best(hits, merit, limit))

    def _named(self, folded: str, top: str) -> dict[int, int]:
        """Return the units whose whole name this is, or what is left of it without the kind of unit."""
        in_full = spelled_out(folded)
        hits = {}
        for number in (*self._spelled(folded), *self._spelled(in_full)):
            if self.spans.below(number, top):
                exact = self._is_name(number, folded, in_full)
                hits[number] = _EXACT if exact else _OWN_NAME
        return hits

    def _spelled(self, folded: str) -> Iterator[int]:
        hashes, owners = self.spellings
        at, wanted = bisect_left(hashes, hash(folded)), hash(folded)
        while at < len(hashes) and hashes[at] == wanted:
            yield owners[at]
            at += 1

    def _is_name(self, number: int, folded: str, in_full: str) -> bool:
        unit = self.units[number]
        names = {fold(name) for name in (unit.name, unit.short, *unit.aliases)}
        return folded in names or in_full in names

    def _whole(self, typed: Sequence[str], top: str) -> dict[int, int]:
        """Return the units that have all the words."""
        return dict.fromkeys(self._having([self._place(word) for word in typed], top), _ALL_WHOLE)

    def _begun(self, typed: Sequence[str], top: str) -> dict[int, int]:
        """Return the units that have words which begin as the typed ones do; the more whole ones, the better."""
        found = self._having([self._beginning(word) for word in typed], top)
        whole = [self._place(word) for word in typed]
        return {number: _BEGUN + sum(self._has(places, number) for places in whole) for number in found}

    def _joined(self, folded: str, top: str) -> dict[int, int]:
        """Return the units found once words typed apart are written as one, and words typed as one are parted."""
        letters = folded.replace(" ", "")
        hits: dict[int, int] = {}
        for parted in self._partings(letters) if len(letters) >= _SHORTEST_JOINED else ():
            hits |= dict.fromkeys(self._having([self._place(word) for word in parted], top), _JOINED)
        return hits

    def _alike(self, typed: Sequence[str], top: str) -> dict[int, int]:
        """Return the units found once each word that nobody has is taken for one that is spelt nearly like it."""
        known = [self._beginning(word) or self._corrected(word) for word in typed]
        understood = [places for places in known if places]
        if len(understood) == 1 < len(known) or len(understood) <= len(known) / 2:
            return {}
        hits = self._having(understood, top) or self._having(
            [(*places, *self._corrected(word)) for word, places in zip(typed, known, strict=True) if places], top
        )
        return dict.fromkeys(hits, _ALIKE)

    def _having(self, wanted: Sequence[Places], top: str) -> list[int]:
        """Return the units that have all the words, some perhaps only in the name of the unit above them.

        One word at least must be in the unit's own name. Of very many the first are enough: those with others below
        them, then those with shorter names.
        """
        if not wanted or not all(wanted):
            return []
        rarest, *others = sorted(wanted, key=lambda places: sum(self.reaches[at] for at in places))
        own = self._owners(rarest)
        found = self.spans.within(own | self._children(own), top)
        for places in others:
            found = self._narrowed(found, places)
        upper = self.spans.children.keys() & found
        pool = (*sorted(upper), *sorted(upper.symmetric_difference(found)))
        named = (number for number in pool if number in own or any(self._has(places, number) for places in others))
        return list(islice(named, _POOL))

    def _narrowed(self, found: Collection[int], places: Places) -> list[int]:
        parents = self.parents
        if len(found) * len(places) * _STEPS < sum(len(self.postings[at]) for at in places):
            return [one for one in found if self._has(places, one) or self._has(places, parents[one])]
        own = self._owners(places)
        return [one for one in found if one in own or parents[one] in own]

    def _owners(self, places: Places) -> set[int]:
        return set().union(*(self.postings[at] for at in places))

    def _has(self, places: Places, number: int) -> bool:
        for place in places:
            posting = self.postings[place]
            at = bisect_left(posting, number)
            if at < len(posting) and posting[at] == number:
                return True
        return False

    def _children(self, numbers: set[int]) -> set[int]:
        below = self.spans.children
        return set().union(*(below[number] for number in numbers & below.keys()))

    def _place(self, word: str) -> Places:
        at = bisect_left(self.vocabulary, word)
        return (at,) if at < len(self.vocabulary) and self.vocabulary[at] == word else _UNKNOWN

    def _beginning(self, word: str) -> Places:
        """Return the places of all words that begin so; one or two letters mean only themselves."""
        if len(word) < _SHORTEST_BEGINNING:
            return self._place(word)
        return tuple(range(bisect_left(self.vocabulary, word), bisect_left(self.vocabulary, word + "\uffff")))

    def _corrected(self, word: str) -> Places:
        """Return the places of the words that are nearest to a misspelt one."""
        if len(word) < _SHORTEST_BEGINNING or word.isdigit():
            return _UNKNOWN
        slips = 1 if len(word) <= 5 else 2
        near = process.extract(word, self.vocabulary, scorer=OSA.distance, score_cutoff=slips, limit=_CORRECTIONS)
        return tuple(at for _, _, at in near)

    def _partings(self, letters: str) -> list[tuple[str, ...]]:
        """Return the ways to part letters into the fewest known words of two letters or more."""
        fewest: list[list[tuple[str, ...]]] = [[()], *([] for _ in letters)]
        for end in range(2, len(letters) + 1):
            ways = [
                (*before, letters[start:end])
                for start in range(end - 1)
                for before in fewest[start]
                if self._place(letters[start:end])
            ]
            least = min(map(len, ways), default=0)
            fewest[end] = [way for way in ways if len(way) == least][:_CORRECTIONS]
        return fewest[-1]

    def _merit(
        self, hits: Mapping[int, int], typed: Sequence[str], marked: frozenset[str]
    ) -> Callable[[int], tuple[int, ...]]:
        """Return what makes one hit better than another.

        Score; words with the very accents that were typed; words in its own name rather than that of the unit above;
        units that have others below; names of few words.
        """
        words = [self._place(word) for word in typed] if len(typed) > 1 else []
        upper = self.spans.children

        def merit(number: int) -> tuple[int, ...]:
            name = self.units[number].name
            same = len(marked & accented(name)) if marked else 0
            own = sum(self._has(places, number) for places in words)
            return -hits[number], -same, -own, number not in upper, len(name.split())

        return merit

    def _best(self, hits: Collection[int], merit: Callable[[int], tuple[int, ...]], limit: int) -> list[int]:
        """Return the best first, equals in Vietnamese order."""
        ranked = sorted((merit(number), number) for number in hits)
        last = ranked[min(limit, len(ranked)) - 1][0] if ranked else ()
        best = [(how, sort_key(self.units[number].name), number) for how, number in ranked if how <= last]
        return [number for _, _, number in sorted(best)[:limit]]


def _words(folded: str) -> set[str]:
    return set(folded.replace(SEPARATOR, " ").split())
