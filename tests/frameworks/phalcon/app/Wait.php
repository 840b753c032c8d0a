<?php
// Waits as a query or a call elsewhere would: other requests run meanwhile where they can.
declare(strict_types=1);

namespace Shop;

final class Wait
{
    public static function milliseconds(float $milliseconds): void
    {
        if (class_exists(\Peregrine\Coroutine::class, false) && \Peregrine\Coroutine::getCid() > 0) {
            \Peregrine\Coroutine::sleep($milliseconds / 1000);
        } else {
            usleep((int) ($milliseconds * 1000));
        }
    }
}
