<?php
// Requests (or coroutines) of one process that meet, so that each goes on while the others are under way.

use Peregrine\Coroutine;

final class Meeting
{
    public static array $waiting = [];
}

/** Parks until $count coroutines are in here; the last one enters the others, one inside the other's turn. */
function together(int $count): void
{
    Meeting::$waiting[] = Coroutine::getCid();
    if (count(Meeting::$waiting) < $count) {
        Coroutine::yield();
        return;
    }
    $others = array_diff(Meeting::$waiting, [Coroutine::getCid()]);
    Meeting::$waiting = [];
    foreach ($others as $id) {
        Coroutine::resume($id);
    }
}

/** The answers to these requests, sent at once on a connection each. */
function ask_together(Running $running, array $requests): array
{
    $clients = array_map(fn ($request) => $running->connect()->send($request), $requests);
    return array_map(fn ($client) => $client->answer(), $clients);
}
