<?php
// The browsers of one lane, by the name a request gives in `as`; a request without a name comes from a stranger.
declare(strict_types=1);

namespace Peregrine\Frameworks;

final class Visitors
{
    /** @var array<string, Browser> */
    private array $named = [];

    public function of(array $request): Browser
    {
        return isset($request['as']) ? $this->named[$request['as']] ??= new Browser() : new Browser();
    }
}
