"""The collector of garbage while tests run: what was loaded for them stays, and need not be looked through again."""

import gc


def pytest_configure():
    gc.set_threshold(20_000, 20, 20)


def pytest_collection_finish():
    gc.freeze()
