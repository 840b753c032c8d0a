<?php
/**
 * Ports for the servers that tests start: none of those that the kernel gives to connections and to listeners that name none
 * (from 32768 on), since such a one could be given to somebody between the moment it is found free here and the moment the
 * server listens on it; and none of those that scripts/kafka takes (from 20000 on).
 */
declare(strict_types=1);

/** A TCP port of 127.0.0.1 on which nobody listens. */
function free_port(): int
{
    for ($tries = 0; $tries < 100; $tries++) {
        $port = random_int(15_000, 19_999);
        if ($socket = @stream_socket_server("tcp://127.0.0.1:$port")) {
            fclose($socket);
            return $port;
        }
    }
    throw new RuntimeException('a hundred ports from 15000 to 19999 are taken');
}
