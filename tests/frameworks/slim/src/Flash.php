<?php

namespace Shop;

/** Messages for the next request of the same session. */
class Flash
{
    private array $now;

    public function __construct()
    {
        $this->now = $_SESSION['flash'] ?? [];
        $_SESSION['flash'] = [];
    }

    public function add(string $text): void
    {
        $_SESSION['flash'][] = $text;
    }

    public function all(): array
    {
        return $this->now;
    }
}
