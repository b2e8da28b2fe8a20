"""``handschlag doctor``: prints a line for each check; 1 if there is a problem."""

from __future__ import annotations

import argparse

from handschlag.site import doctor


def run(_args: argparse.Namespace) -> int:
    is_well = True
    for subject, finding in doctor.examine():
        is_well = is_well and not finding.remedy
        line = f"{'problem' if finding.remedy else 'ok':<8} {subject:<13} {finding.says}"
        print(f"{line}; {finding.remedy}" if finding.remedy else line)
    return 0 if is_well else 1
