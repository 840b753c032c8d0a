<?php

namespace App;

/** What FPM code keeps in a static: the request being served. Named in peregrine.isolate for this application. */
final class Current
{
    public static ?string $token = null;
    public static array $seen = [];
}
