"""The process that is asked."""

import json
import sys

from handschlag.engine.scheduling.child import end_with_parent
from handschlag.engine.scheduling.conflict.question import Question
from handschlag.engine.scheduling.conflict.shrinking import settle


def main() -> int:
    end_with_parent()
    settle(Question.read(sys.stdin.read()), lambda told: print(json.dumps(told), flush=True))
    return 0


if __name__ == "__main__":
    sys.exit(main())
