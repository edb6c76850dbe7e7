"""Programme packs: a campaign as a folder of three files that its staff can edit, read and checked before use."""

from flows.targets import Target
from storage.packs.manifest import TOTAL
from storage.packs.pack import DatedUnit, Pack, PackError, Problem
from storage.packs.read import CHOOSING, read_pack
from storage.packs.sums import Sum, sums

__all__ = ["CHOOSING", "TOTAL", "DatedUnit", "Pack", "PackError", "Problem", "Sum", "Target", "read_pack", "sums"]
