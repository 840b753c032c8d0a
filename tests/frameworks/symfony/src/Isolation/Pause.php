<?php

namespace App\Isolation;

/** Where an application waits: for its database, for another service. Nothing happens where there are no coroutines. */
final class Pause
{
    /** Requests between their first and their last wait. Not isolated: it counts what happens together. */
    public static int $together = 0;

    public static function a(float $seconds = 0.004): void
    {
        if (class_exists(\Peregrine\Coroutine::class, false)) {
            \Peregrine\Coroutine::sleep($seconds * random_int(500, 1500) / 1000);
        }
    }
}
