from flows.newsroom.outlets import outlets


def printed(state, name, ending):
    outlet = next(outlet for outlet in outlets() if outlet.name == name)
    return next(article for article in outlet.at(state) if article.path.endswith(ending))


def test_there_are_nine_outlets_in_two_languages_with_one_agency_and_seven_skins():
    assert len(outlets()) == 9
    assert [outlet.name for outlet in outlets() if outlet.agency] == ["meridian"]
    assert {outlet.language for outlet in outlets()} == {"en", "id"}
    assert len({outlet.skin for outlet in outlets()}) == 7


def test_both_kinds_of_feed_are_in_use():
    kinds = [outlet.feeds[0].kind for outlet in outlets()]
    assert kinds.count("rss") >= 3
    assert kinds.count("atom") >= 3


def test_every_outlet_prints_something_new_on_the_second_day():
    for outlet in outlets():
        fresh = {article.path for article in outlet.at(2)} - {article.path for article in outlet.at(1)}
        assert 1 <= len(fresh) <= 3, outlet.name


def test_the_newest_article_stands_first():
    for outlet in outlets():
        dates = [article.published for article in outlet.at(2)]
        assert dates == sorted(dates, reverse=True)


def test_what_stands_among_the_paragraphs_is_not_a_paragraph():
    article = printed(1, "harian-teluk", "sekolah-terapung-pulau-lontar.html")
    assert [block.kind for block in article.blocks].count("paragraph") == len(article.paragraphs) == 6
    assert {block.kind for block in article.blocks} == {"paragraph", "also", "promotion"}


def test_a_correction_changes_one_paragraph_and_the_date_of_the_change():
    before, after = (printed(state, "strait-observer", "wind-permit-ruling/") for state in (1, 2))
    assert [old == new for old, new in zip(before.paragraphs, after.paragraphs, strict=True)].count(False) == 1
    assert before.updated is None
    assert after.updated is not None
    assert after.published == before.published
