"""Scenario files: proving what a policy does. Specification: scenario-format.md."""

from amiabil.domain.scenario.report import Report, as_json, as_text, differences, run_file

__all__ = ["Report", "as_json", "as_text", "differences", "run_file"]
