"""In which order tests run, and which of them stay together when the suite is spread over processes."""

from hypothesis import settings
from xdist.scheduler import LoadFileScheduling

#: How long an example takes says how busy the machine is, not whether the code is right.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

#: They share the dashboard of the session: in two processes there would be two of it.
DASHBOARD = {"tests/flows/test_monitor.py", "tests/flows/dashboard/test_up.py"}


def pytest_collection_modifyitems(items):
    """The slow ones begin, for they mostly wait, and another process has done the rest meanwhile."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def pytest_xdist_make_scheduler(config, log):
    """Under pytest 9.2 ``--dist loadgroup`` of xdist 3.8 groups nothing: it writes to a field that nobody reads."""
    return TogetherScheduling(config, log) if config.option.dist == "loadfile" else None


class TogetherScheduling(LoadFileScheduling):
    """A file stays in one process, where what its tests share is made once."""

    def _split_scope(self, nodeid):
        file = super()._split_scope(nodeid)
        return "dashboard" if file in DASHBOARD else file
