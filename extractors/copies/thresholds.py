"""Every number that decides who carries whose words, with the figures that set it.

``python benchmarks/copies.py`` prints precision and recall around each of them, on labelled pairs of one's own too:
a number changes only together with its figure.
"""

from __future__ import annotations

#: Paragraphs at least this alike say the same; the least value at which one letter in seven may differ.
PARAGRAPH_SIMILARITY = 0.80

#: Shared prose under 30 words, or without 14 words in a row, is chance or a phrase of the subject: on labelled pairs of
#: news of one event, reuse is told from none with P .85, R .99.
MIN_SHARED_WORDS = 30
MIN_RUN = 14

#: A quotation together with the prose around it, word for word, is a passage already with so many words of prose in so
#: long a run: two who heard one speaker do not lead up to his words in the same way. On labelled pairs 2 of 300
#: partial copies more are found, and none of 300 shared quotations.
MIN_PASSAGE_RUN = 40
MIN_PASSAGE_WORDS = 20

#: A brief is shorter than that: it is a pair when nearly all of either text is in the other, and it says something.
BRIEF_COVERAGE = 0.8
MIN_BRIEF_WORDS = 12

#: Both texts have so many numbers in what they share, and less than this part of them is the same: a form, filled in
#: anew.
MIN_NUMBERS = 6
NUMBERS_AGREE = 0.5

#: Under titles that differ in their numbers only, so much of the numbers must agree.
SERIAL_NUMBERS_AGREE = 0.8

#: Outside of paragraphs that match, shorter runs are names and phrases of the subject, and do not count.
MIN_PASSAGE = 8

#: Two texts without numbers that are the same to this share are no form, whatever number each bears in its title.
VERBATIM = 0.95

#: An article is a copy of another when so much of one is found in the other; else it has a passage of it. On cleaned
#: pairs of real news of one event (16 of one text, 148 others) .65 finds 14 and 3 others, .70 finds 13 and none: what
#: lies between are rolling versions of one agency's text, and a missed copy is still a row of kind partial.
COPY_COVERAGE = 0.7

#: The share is less sure the shorter the text. Where so many words are shared a little less will do: that finds a
#: fourteenth and still none of the others, all of which share 120 words or fewer.
MUCH_SHARED = 200
MUCH_COVERAGE = 0.65

#: A little less will do where so much of the shorter text stands in one unbroken run: whoever cuts a text leaves it in
#: one piece, whoever writes it anew does not. (14 of 16, and no other; the best broken one has .24 in a run.)
UNBROKEN_COVERAGE = 0.6
UNBROKEN_RUN = 0.3

#: Two articles are one text, edited, when so much of one and so much of the other is shared ...
SAME_TEXT = 0.7
SAME_TEXT_OTHER = 0.6

#: ... or one text, cut short: nearly all of the short one is there, and it is no mere passage of the long one.
#: One-sided coverage chains articles through round-ups into one heap. With both rules no rolling version and no partial
#: pair of real news falls into one story; 1,436 made articles in 725 families: B-cubed F1 .977, ARI .990
#: (.7 and .5 alone: .974, .985, and 2 of 11 rolling versions in one story; .3 in place of .4: .980, .991, and a partial
#: pair in one story).
CUT_TEXT = 0.85
CUT_TEXT_OTHER = 0.4

#: So much of an article, and less than half of the other, is shared: the one is contained in the other.
CONTAINED = 0.6
CONTAINER = 0.5

#: A text so many times as long as the one it holds is a round-up or a live blog, unless the short one was cut from it.
DIGEST_LENGTH = 2.0

#: Two articles of one outlet are versions when so much of both, or so much of one, is shared. Less is what an outlet
#: says again and again: of labelled pairs within an outlet, all 3 that share prose for that reason stay below.
VERSION_COVERAGE = 0.3
REPEATED_COVERAGE = 0.8

#: Least sum of 1 / n over the prints that two articles share, n articles having each: then they are candidates. One
#: print that only two have is enough, a hundred that all have are not. At a million articles: 2.8 candidates for each,
#: no copy lost.
RARITY_FLOOR = 0.5

#: Or so many shared prints, however common: about 35 words. A text that forty outlets carry has no rare prints.
SHARED_FLOOR = 5

#: Candidates that an article is held against at most: the closest.
MOST_CANDIDATES = 64

#: A print recurs when n articles of so many outlets have it, n >= RECURRING_ARTICLES, and n - outlets >=
#: max(RECURRING_REPEATS, RECURRING_SHARE * n): outlets say it again and again. It weighs nothing, and words under such
#: prints are no prose. Without this, 31 edges in 32 are noise. (With .4 for the share, 5 of 60 partial pairs more are
#: lost among real articles on one event.)
RECURRING_ARTICLES = 4
RECURRING_REPEATS = 3
RECURRING_SHARE = 0.5

#: But what more outlets print, on fewer days, is news, of which some print several states (with 8 for the outlets, one
#: unrelated pair of real news is linked that is not with 3).
RECURRING_OUTLETS = 3
RECURRING_DAYS = 4

#: Articles that consist of what recurs to this share, on the average, are themselves what recurs, a text that is
#: printed again, and no news over a background: outlets put up to four fifths of background under a short item.
RECURS_ITSELF = 0.88

#: A print that more articles have is crowded: the earliest of them speak for all, so that a text on four hundred sites
#: costs each of them one or two comparisons and not four hundred. Where fewer have it, every pair is compared. On made
#: crowds (``benchmarks/scale.py crowd``) 40 and 8 cost 3.3 comparisons an article where they come in 8 runs, 24 and 16
#: cost 1.1, and ARI rises from .986 to .994 where 400 copies come at once.
CROWD = 24
SPEAKERS = 16

#: An article that is not one text with so many of them has only a passage in common with what they carry. (With one,
#: 1 in 60 copies that were cut and got their own first paragraph falls out of its story.)
ENOUGH_SPEAKERS = 8
