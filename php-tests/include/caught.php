<?php
// Says what a call throws.

function caught(callable $call): void
{
    try {
        $call();
        echo "nothing thrown\n";
    } catch (Throwable $e) {
        echo $e::class, ': ', $e->getMessage(), "\n";
    }
}
