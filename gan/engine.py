"""The engine: a warm child process that composes, so that a screen never waits for a library to load.

Requests and answers are JSON, one a line. In: what to do (`compose` on a melody, or `rewrite` a take where a revision
says), genre, seed, number of takes and wishes. Out: each take as it is ready, then `done` or `error`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gan.errors
from gan.child import module_command, module_environment
from gan.errors import ComposerError
from gan.music.genre import Genre
from gan.music.jsonform import melody_from_json, melody_to_json, score_from_json, score_to_json
from gan.music.melody import Melody
from gan.music.score import Score
from gan.take import Take

if TYPE_CHECKING:
    from gan.exported import ExportedGenerator
    from gan.wishes import Revision, Wishes


class Engine:
    """A composing child process. Its calls block: make them from a thread. One request is answered at a time.

    Args:
        weights: folder of an exported generator; the shipped one where None.
    """

    def __init__(self, weights: Path | None = None) -> None:
        self._weights = weights
        self._child: subprocess.Popen[str] | None = None
        self._lock = threading.Lock()

    def start(self) -> None:
        """Have the child ready sooner: it loads the weights from now on. Returns at once."""
        self._start()

    def _start(self) -> None:
        """Start the child where none lives."""
        if self._child is not None and self._child.poll() is None:
            return
        command = module_command("gan.engine")
        if self._weights:
            command.append(str(self._weights))
        self._child = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,  # Ctrl-C in the terminal is the screen's to handle
            env=module_environment(),
        )

    def compose(
        self, melody: Melody, genre: Genre, *, seed: int, takes: int, wishes: Wishes | None = None
    ) -> Iterator[Take]:
        """The takes of `gan.compose.compose`, each as it is ready; the usual manner where there are no wishes.

        Raises ComposerError as that does, or where the child dies twice.
        """
        request = {"do": "compose", "melody": melody_to_json(melody), "genre": genre.id, "seed": seed, "takes": takes}
        return self._takes(request, wishes)

    def rewrite(
        self, take: Score, genre: Genre, revision: Revision, *, seed: int, takes: int, wishes: Wishes | None = None
    ) -> Iterator[Take]:
        """The takes of `gan.compose.revise_with`, each as it is ready. Raises ComposerError as `compose` does."""
        from gan.wishes_json import revision_to_json

        asked = {"take": score_to_json(take), "revision": revision_to_json(revision)}
        return self._takes({"do": "rewrite", **asked, "genre": genre.id, "seed": seed, "takes": takes}, wishes)

    def _takes(self, request: dict[str, Any], wishes: Wishes | None) -> Iterator[Take]:
        if wishes is not None:
            from gan.wishes_json import wishes_to_json

            request["wishes"] = wishes_to_json(wishes)
        with self._lock:
            got = 0
            for attempt in (1, 2):
                try:
                    for take in self._ask(request):
                        if take.number > got:  # after a restart the first ones come again
                            got = take.number
                            yield take
                    return
                except _ChildDied:
                    if attempt == 2:
                        raise ComposerError(
                            "the composing engine stopped",
                            "it died twice over one melody",
                            "Try again; composer-tui doctor checks its parts",
                        ) from None

    def close(self) -> None:
        """End the child. The engine may be started again."""
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.wait()
            for pipe in (child.stdin, child.stdout):
                if pipe:
                    pipe.close()

    def _ask(self, request: dict[str, Any]) -> Iterator[Take]:
        self._start()
        assert self._child and self._child.stdin and self._child.stdout
        questions, answers, done = self._child.stdin, self._child.stdout, False
        try:
            questions.write(json.dumps(request) + "\n")
            questions.flush()
            for line in answers:
                answer = json.loads(line)
                if "take" in answer:
                    yield Take.from_json(answer["take"])
                elif "error" in answer:
                    done = True
                    raise _error_of(answer["error"])
                else:
                    done = True
                    return
            raise _ChildDied
        except (OSError, ValueError) as error:
            raise _ChildDied from error
        finally:
            if not done:  # a child left in the middle of its answer would answer the next request with the rest
                self.close()


class _ChildDied(Exception):
    pass


def _error_of(value: dict[str, str]) -> ComposerError:
    kind = getattr(gan.errors, value["type"], ComposerError)
    error: ComposerError = kind(value["what"], value["why"], value["mend"])
    return error


def serve(weights: Path | None) -> None:
    """The child: answer requests on stdin until it closes."""
    out = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what a library prints must not be taken for an answer
    network = None
    failure = None
    try:
        from gan.exported import ExportedGenerator

        network = ExportedGenerator(weights)
    except ComposerError as error:  # told with the first request
        failure = error
    for line in sys.stdin:
        try:
            if failure or network is None:
                raise failure or ComposerError("the composing engine has no weights")
            request = json.loads(line)
            for take in _written(network, request):
                print(json.dumps({"take": take.to_json()}), file=out, flush=True)
            answer: dict[str, Any] = {"done": True}
        except ComposerError as error:
            answer = {"error": {"type": type(error).__name__, "what": error.what, "why": error.why, "mend": error.mend}}
        print(json.dumps(answer), file=out, flush=True)


def _written(network: ExportedGenerator, request: dict[str, Any]) -> Iterator[Take]:
    """The takes that a request asks for."""
    from gan.compose import compose_with, revise_with
    from gan.music.genre import genre_named
    from gan.wishes_json import revision_from_json, wishes_from_json

    genre, wishes = genre_named(request["genre"]), wishes_from_json(request.get("wishes", {}))
    seed, takes = request["seed"], request["takes"]
    if request["do"] == "rewrite":
        take, revision = score_from_json(request["take"]), revision_from_json(request["revision"])
        return revise_with(network, take, genre, revision, seed=seed, takes=takes, wishes=wishes)
    melody = melody_from_json(request["melody"])
    return compose_with(network, melody, genre, seed=seed, takes=takes, wishes=wishes)


if __name__ == "__main__":
    serve(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
