"""Programme packs: a campaign as a folder of three files that its staff can edit, read and checked before use."""

from flows.targets import Target
from storage.packs.manifest import TOTAL
from storage.packs.pack import DatedUnit, Pack, PackError, Problem, Report
from storage.packs.read import CHOOSING, read_pack, read_text
from storage.packs.sums import Sum, sums
from storage.packs.units import Surroundings, read_import

__all__ = [
    "CHOOSING",
    "TOTAL",
    "DatedUnit",
    "Pack",
    "PackError",
    "Problem",
    "Report",
    "Sum",
    "Surroundings",
    "Target",
    "read_import",
    "read_pack",
    "read_text",
    "sums",
]
