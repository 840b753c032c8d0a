<?php

class Counter
{
    private static array $counts = [];

    public static function next(string $name): int
    {
        $_SESSION['counts'][$name] = ($_SESSION['counts'][$name] ?? 0) + 1;
        return $_SESSION['counts'][$name];
    }
}
