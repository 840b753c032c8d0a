<?php

/** What a plain application keeps in static properties while it makes a page. */
class Current
{
    public static string $token = '';
    public static array $seen = [];
}
