import pytest

from storage.doctor import days_until


@pytest.mark.parametrize(
    ("free", "pages", "grow_days", "database", "days"),
    [
        (1000, 0, None, 0, None),
        (1000, 8, None, 2, 100),
        (1000, 8, 90, 2, 140),  # 720 for the pages of 90 days, the rest for the database
        (1000, 8, 0, 2, 500),
        (1000, 40, 90, 10, 20),  # full before the first pages go
        (1000, 8, 90, 0, None),
        (10**9, 1, None, 0, None),
        (0, 8, None, 2, 0),
    ],
)
def test_the_days_until_the_disk_is_full(free, pages, grow_days, database, days):
    assert days_until(free, pages, grow_days, database) == days
