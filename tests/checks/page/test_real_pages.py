"""Pages made by rule, as large as real ones: what benchmarks and comparisons of two checkouts read."""

from tests.benchmarks.real_pages import pages


def test_pages_are_as_large_as_real_ones_and_the_same_each_time():
    made = list(pages(1, 1_200))
    sizes = sorted(len(page.body) for page in made)
    assert list(pages(1, 130)) == made[:130] != list(pages(2, 130))
    assert len({page.address for page in made}) == 1_200
    assert sizes[0] < 12_000
    assert sizes[-1] > 60_000
    assert 19_000 < sum(sizes) / len(sizes) < 26_000
    assert any("gbk" in page.content_type for page in made)
