<?php
// Requests without a server, for tests of request state: coroutines with a state of their own that take turns.

use Peregrine\Coroutine;

/**
 * Runs each body as a request of its own. They take turns: who calls turn() goes on when all others have come to theirs, or
 * to their end.
 */
function requests(callable ...$bodies): void
{
    Peregrine\run(function () use ($bodies) {
        $ids = array_map(fn ($body) => Coroutine::isolate($body), $bodies);
        while ($ids = array_filter($ids, fn ($id) => Coroutine::exists($id))) {
            array_map(fn ($id) => Coroutine::resume($id), $ids);
        }
    });
}

function turn(): void
{
    Coroutine::yield();
}

/** What $body gives in a request of its own that waits for nobody. */
function request(callable $body): mixed
{
    Coroutine::isolate(function () use ($body, &$result) {
        $result = $body();
    });
    return $result;
}
