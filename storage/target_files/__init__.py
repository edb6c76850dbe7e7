"""Targets as staff hand them over: a table of a spreadsheet or a text file, read with all that is wrong in it named."""

from storage.target_files.plan import Targets, plan
from storage.target_files.read import Read, read_targets
from storage.target_files.sheet import read_sheet

__all__ = ["Read", "Targets", "plan", "read_sheet", "read_targets"]
