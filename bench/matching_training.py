"""Training: splink learns from pairs of a made-up market what each level of likeness weighs.

splink compares columns of records; our levels are of pairs. So each pair goes to splink as two
records that only meet each other and carry the pair's levels, and what splink counts, learns by
expectation maximisation and sums up is its own. The same tables ask it for its prediction.
"""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
from splink import DuckDBAPI, Linker, SettingsCreator
from splink.blocking_rule_library import CustomRule

from ..catalog.matching.blocks import candidates
from ..catalog.matching.compare import AUTO, REVIEW
from ..catalog.matching.judge import judged
from ..catalog.matching.likeness import LEVELS
from ..catalog.matching.profiles import profile
from ..catalog.matching.rules import COMPARED
from ..catalog.matching.weights import weights
from .matching_listings import market

Levels = tuple[str, ...]
"""The level of each comparison of one pair, in the order of LEVELS."""

Kept = dict[str, Any]
"""What stands in catalog/data/matching.json: version, prior, m and u of each level."""

LEAST = 0.0005
"""Nothing is rarer than this, or one level alone would decide for ever."""

MEET = "l.unique_id = r.unique_id"
SEEDS = (101, 102, 103)
"""Of the markets it learns from; the benchmark never measures these."""


def labelled(hotels: int, seeds: Sequence[int] = SEEDS) -> list[tuple[Levels, bool]]:
    """All pairs that likeness decides in these markets, with the truth, in a stable order."""
    found = []
    for seed in seeds:
        made = market(hotels, seed)
        profiles = [profile(one) for one in made.descriptions]
        for one, other in candidates(profiles):
            pair = judged(profiles[one], profiles[other], AUTO, REVIEW)
            if pair.alike and not pair.rule and profiles[one].sort in COMPARED:
                found.append((pair.alike.levels, made.truth[one] == made.truth[other]))
    return sorted(found)


def learnt(pairs: Sequence[tuple[Levels, bool]], version: str) -> Kept:
    """The m of each level from the pairs known to be one, then u and the prior from all pairs by
    expectation maximisation, which is not told which are one."""
    every = [pair for pair, _ in pairs]
    linker = _linker(every, _start(every), [same for _, same in pairs])
    linker.training.estimate_m_from_label_column("label")
    linker.training.estimate_parameters_using_expectation_maximisation(
        MEET,
        fix_m_probabilities=True,
        fix_u_probabilities=False,
        populate_probability_two_random_records_match_from_trained_values=True,
    )
    model = linker.misc.save_model_to_json()
    return {
        "version": version,
        "prior": model["probability_two_random_records_match"],
        "comparisons": {
            one["output_column_name"]: _kept(one["comparison_levels"])
            for one in model["comparisons"]
        },
    }


def _start(pairs: Sequence[Levels]) -> Kept:
    """Where learning begins: each level as likely in both kinds as it is in all pairs."""
    shares = {}
    for at, (what, names) in enumerate(LEVELS.items()):
        counts = Counter(pair[at] for pair in pairs)
        all_of = {name: max(counts[name] / len(pairs), LEAST) for name in names}
        shares[what] = {name: [share, share] for name, share in all_of.items()}
    return {"version": "0", "prior": 0.1, "comparisons": shares}


def predicted(pairs: Sequence[Levels], kept: Kept) -> list[tuple[float, float]]:
    """splink's match weight in bits and probability of each pair, in the order given."""
    rows = _linker(pairs, kept).inference.predict().as_record_list()
    by_id = {row["unique_id_l"]: row for row in rows}
    return [(by_id[n]["match_weight"], by_id[n]["match_probability"]) for n in range(len(pairs))]


def write(path: Path, hotels: int) -> str:
    """Learn from made-up hotels and write the file of weights; a sentence of what was learnt."""
    pairs = labelled(hotels)
    number = str(int(weights().version) + 1)
    kept = learnt(pairs, number)
    path.write_text(as_text(kept), encoding="utf-8")
    return f"{path}: version {number}, learnt from {len(pairs):,} pairs of seeds {SEEDS}"


def as_text(kept: Kept) -> str:
    """The file of weights, rounded so that the same training gives the same file anywhere."""
    rounded = {
        what: {level: [_short(m), _short(u)] for level, (m, u) in levels.items()}
        for what, levels in kept["comparisons"].items()
    }
    said = kept | {"prior": _short(kept["prior"]), "comparisons": rounded}
    return json.dumps(said, indent=1) + "\n"


def _short(share: float) -> float:
    """Four digits."""
    return float(f"{max(share, LEAST):.4g}")


def _linker(pairs: Sequence[Levels], kept: Kept, same: Sequence[bool] = ()) -> Linker:
    logging.getLogger("splink").setLevel(logging.ERROR)
    label = [n if is_one else None for n, is_one in enumerate(same)] or [None] * len(pairs)
    columns = {_column(what): [pair[at] for pair in pairs] for at, what in enumerate(LEVELS)}
    table = pa.table(
        {"unique_id": range(len(pairs)), "label": pa.array(label, pa.int64()), **columns}
    )
    backend = DuckDBAPI()
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[_comparison(what, kept["comparisons"][what]) for what in LEVELS],
        blocking_rules_to_generate_predictions=[CustomRule(MEET)],
        probability_two_random_records_match=kept["prior"],
        max_iterations=100,
    )
    return Linker([backend.register(table), backend.register(table)], settings)


def _column(what: str) -> str:
    """`where` is a word of SQL."""
    return f"level_of_{what}"


def _comparison(what: str, weights: Mapping[str, Sequence[float]]) -> dict[str, Any]:
    """A comparison of splink with one level for each of ours."""
    levels = [
        {
            "sql_condition": f"\"{_column(what)}_l\" = '{level}'",
            "label_for_charts": level,
            "m_probability": weights[level][0],
            "u_probability": weights[level][1],
        }
        for level in LEVELS[what]
    ]
    return {"output_column_name": what, "comparison_levels": levels}


def _kept(levels: Sequence[Mapping[str, Any]]) -> dict[str, list[float]]:
    """The m and u of each level; one that never came up in training is as likely in both."""
    return {
        level["label_for_charts"]: [
            float(level.get("m_probability") or LEAST), float(level.get("u_probability") or LEAST)
        ]
        for level in levels
    }  # fmt: skip
