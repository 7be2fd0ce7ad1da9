"""``wirewatch report``."""


def test_without_a_published_file_the_report_says_what_to_do(wirewatch, tmp_path):
    (tmp_path / "wirewatch.toml").write_text('contact = "desk@newsroom.localhost"\n')
    done = wirewatch("report", "--config", tmp_path / "wirewatch.toml")
    assert done.exit_code == 1
    assert "nothing was published yet" in done.stderr
