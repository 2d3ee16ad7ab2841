"""Scrapy tuned as its documentation advises for broad crawls, and by hand: the peer of `test_crawl.py`.

`python scrapy_peer.py FILE`, where FILE holds one start address a line: a process that reads links only,
every address once, and nothing outside 127.0.0.0/8. Prints seconds, addresses and megabytes."""

import resource
import sys
from collections.abc import Iterator
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.parse import urljoin, urlsplit

import scrapy
from lxml import html
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response

_LINKS = html.etree.XPath(
    "//a/@href | //area/@href | //link/@href | //img/@src | //script/@src | //iframe/@src"
)
SETTINGS: dict[str, Any] = {
    "SCHEDULER_PRIORITY_QUEUE": "scrapy.pqueues.DownloaderAwarePriorityQueue",
    "CONCURRENT_REQUESTS": 256,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 32,
    "DOWNLOAD_DELAY": 0,
    "REACTOR_THREADPOOL_MAXSIZE": 20,
    "LOG_ENABLED": False,
    "COOKIES_ENABLED": False,
    "RETRY_ENABLED": False,
    "REDIRECT_ENABLED": False,
    "ROBOTSTXT_OBEY": False,
    "AJAXCRAWL_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "DNSCACHE_ENABLED": True,
    "DOWNLOAD_TIMEOUT": 15,
    "DUPEFILTER_CLASS": "scrapy.dupefilters.BaseDupeFilter",
    "HTTPCACHE_ENABLED": False,
    "COMPRESSION_ENABLED": False,
    "HTTPPROXY_ENABLED": False,
    "DOWNLOADER_STATS": False,
    "SPIDER_MIDDLEWARES_BASE": {},
    "DOWNLOADER_MIDDLEWARES_BASE": {},
    "EXTENSIONS_BASE": {},
    "TWISTED_REACTOR": "twisted.internet.asyncioreactor.AsyncioSelectorReactor",
}


class Links(scrapy.Spider):
    """Follows every link inside the sites it began at, each address once."""

    name = "links"
    handle_httpstatus_all = True

    async def start(self) -> Any:
        self.seen: set[str] = set()
        self.count = 0
        for url in Path(self.first).read_text().split():  # type: ignore[attr-defined]
            self.seen.add(url)
            yield self._request(url)

    def parse(self, response: Response, **_: Any) -> Iterator[scrapy.Request]:
        self.count += 1
        kind = response.headers.get("Content-Type") or b""
        if response.status != 200 or not kind.startswith(b"text/html") or not response.body:
            return
        base = response.url
        origin = base[: base.find("/", 8)]
        for written in _LINKS(html.document_fromstring(response.body)):
            url = origin + written if written[:1] == "/" and written[1:2] != "/" else _joined(base, written)
            if url not in self.seen and url.startswith(f"{origin}/"):
                self.seen.add(url)
                yield self._request(url)

    def _request(self, url: str) -> scrapy.Request:
        return scrapy.Request(url, self.parse, dont_filter=True)


def _joined(base: str, written: str) -> str:
    try:
        return urljoin(base, written).partition("#")[0]
    except ValueError:
        return ""


def main(first: str) -> None:
    """Read the sites whose first addresses stand in the file `first`."""
    for url in Path(first).read_text().split():
        if not (urlsplit(url).hostname or "").startswith("127."):
            raise SystemExit(f"not on loopback: {url}")
    process = CrawlerProcess(SETTINGS)
    crawler = process.create_crawler(Links)
    process.crawl(crawler, first=first)
    began = monotonic()
    process.start()
    took = monotonic() - began
    assert isinstance(crawler.spider, Links)
    print(took, crawler.spider.count, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


if __name__ == "__main__":
    main(sys.argv[1])
