<?php
// Sends a list of requests to one server in one of three ways and gives the answers.
declare(strict_types=1);

namespace Peregrine\Frameworks;

final class Fleet
{
    private const TIMEOUT = 60.0;

    /** @param list<array> $requests */
    public function __construct(private readonly array $requests, private readonly string $host)
    {
    }

    /** One request at a time, each over a connection of its own. @return list<array<int, Answer>> */
    public function oneByOne(): array
    {
        return $this->drive([new Lane($this->requests, $this->host, false)], 1);
    }

    /** One request at a time, all over one connection. @return list<array<int, Answer>> */
    public function keepAlive(): array
    {
        return $this->drive([new Lane($this->requests, $this->host, true)], 1);
    }

    /** `$flights` at a time, each visitor with a connection of its own, the whole list `$rounds` times. @return list<array<int, Answer>> */
    public function together(int $flights, int $rounds): array
    {
        $lanes = [];
        for ($round = 0; $round < $rounds; $round++) {
            foreach ($this->chains() as $chain) {
                $lanes[] = new Lane($chain, $this->host, true);
            }
        }
        // In an order of its own in every run, which --seed repeats: neighbours must not matter.
        shuffle($lanes);
        return $this->drive($lanes, $flights);
    }

    /** What depends on each other: the requests of one visitor. @return list<array<int, array>> */
    private function chains(): array
    {
        $chains = [];
        foreach ($this->requests as $number => $request) {
            $chains[isset($request['as']) ? 'as ' . $request['as'] : $number][$number] = $request;
        }
        return array_values($chains);
    }

    /** @param list<Lane> $waiting */
    private function drive(array $waiting, int $flights): array
    {
        $done = $flying = [];
        while ($waiting || $flying) {
            while ($waiting && count($flying) < $flights) {
                $flying[] = array_shift($waiting);
            }
            foreach ($flying as $number => $lane) {
                $lane->begin(self::TIMEOUT);
                $lane->check();
                if ($lane->isOver()) {
                    $done[] = $lane->answers;
                    unset($flying[$number]);
                }
            }
            $this->move($flying);
        }
        return $done;
    }

    /** @param array<int, Lane> $flying */
    private function move(array $flying): void
    {
        $lanes = array_filter($flying, fn (Lane $lane) => $lane->socket !== null);
        if (!$lanes) {
            return;
        }
        $read = array_map(fn (Lane $lane) => $lane->socket, $lanes);
        $write = array_map(fn (Lane $lane) => $lane->socket, array_filter($lanes, fn (Lane $lane) => $lane->isWriting()));
        $except = null;
        if (!stream_select($read, $write, $except, 0, 200_000)) {
            return;
        }
        foreach (array_keys($write) as $number) {
            $lanes[$number]->write();
        }
        foreach (array_keys($read) as $number) {
            $lanes[$number]->read();
        }
    }
}
