"""A process that reads pages: `python -m checks.sandbox.worker FD SECONDS MEMORY_MB`.

`FD` is an inherited connection. What it imports costs memory in each of them, so it imports little.

It has no database and opens no connection. It answers one question at a time, so that whatever ends it is
the page it was asked about."""

import resource
import signal
import sys
from collections import OrderedDict
from importlib import import_module
from multiprocessing.connection import Connection
from time import process_time

from checks.page import Page, open_page

from .messages import Answer, Question
from .usage import MB

# The process that asks counts more exactly; these hold when it does not, or is itself gone.
_LONGER, _MORE = 1.5, 1.25
_KEPT = 64  # pages; one that was dropped is simply sent again


def serve(connection: Connection, seconds: float) -> None:
    """Answer until the process that asks closes the connection, or dies."""
    pages: OrderedDict[int, Page] = OrderedDict()
    import_module("checks.site.feeds")  # with what asks the usual questions
    connection.send(None)  # ready: what it takes to start is no page's doing
    while True:
        try:
            question: Question = connection.recv()
        except (EOFError, OSError):
            return
        signal.setitimer(signal.ITIMER_PROF, seconds * _LONGER)
        began = process_time()
        answer = _answered(question, pages)
        answer = answer._replace(worked_s=process_time() - began)
        try:
            connection.send(answer)
        except BrokenPipeError:
            return
        except MemoryError:
            connection.send(Answer(overgrown=True))
        except Exception as error:  # what cannot be sent is a fault of whoever asked for it
            connection.send(Answer(fault=TypeError(f"{question.of.__name__}: {error}")))
        signal.setitimer(signal.ITIMER_PROF, 0)


def _answered(question: Question, pages: OrderedDict[int, Page]) -> Answer:
    for number in question.forgotten:
        pages.pop(number, None)
    try:
        if question.opening is not None:
            body, url, content_type, today = question.opening
            pages[question.number] = open_page(body, url, content_type=content_type, today=today)
        if question.number not in pages:
            return Answer(unknown=True)
        pages.move_to_end(question.number)
        if len(pages) > _KEPT:
            pages.popitem(last=False)
        return Answer(question.of(pages[question.number], *question.args))
    except MemoryError:
        return Answer(overgrown=True)
    except Exception as error:
        return Answer(fault=error)


def _limit(memory_mb: int) -> None:
    most = int(memory_mb * _MORE) * MB
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    _limit(int(sys.argv[3]))
    # An end asked for at a terminal is the business of the process that asks.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    serve(Connection(int(sys.argv[1])), float(sys.argv[2]))
