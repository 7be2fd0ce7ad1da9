"""Every number that decides who carries whose words, with the figures that set it.

``python benchmarks/copies.py`` prints precision and recall around each of them, on labelled pairs of one's own too:
a number changes only together with its figure.
"""

from __future__ import annotations

#: An article is a copy of another when so much of one is found in the other; else it has a passage of it. On cleaned
#: pairs of real news of one event (16 of one text, 148 others) .60 finds 15 and 7 others, .65 finds 14 and 2, .70 finds
#: 13 and none: what lies between are rolling versions of one agency's text.
COPY_COVERAGE = 0.65

#: Two articles are one text, edited, when so much of one and so much of the other is shared ...
SAME_TEXT = 0.7
SAME_TEXT_OTHER = 0.6

#: ... or one text, cut short: nearly all of the short one is there, and it is no mere passage of the long one.
#: One-sided coverage chains articles through round-ups into one heap. With both rules no rolling version and no partial
#: pair of real news falls into one story; 1,436 made articles in 725 families: B-cubed F1 .977, ARI .988
#: (.7 and .5 alone: .974, .985, and 2 of 11 rolling versions in one story).
CUT_TEXT = 0.85
CUT_TEXT_OTHER = 0.3

#: So much of an article, and less than half of the other, is shared: the one is contained in the other.
CONTAINED = 0.6
CONTAINER = 0.5

#: A text so many times as long as the one it holds is a round-up or a live blog, unless the short one was cut from it.
DIGEST_LENGTH = 2.0

#: Two articles of one outlet are versions when so much of both, or so much of one, is shared. Less is what an outlet
#: says again and again: of labelled pairs within an outlet, all 3 that share prose for that reason stay below.
VERSION_COVERAGE = 0.3
REPEATED_COVERAGE = 0.8
