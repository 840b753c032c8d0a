<?php
/** Handles the messages of TOPIC as a member of GROUP, slowly, and notes each in FILE: by a loop, or by each(). */
declare(strict_types=1);

use Peregrine\Coroutine;
use Peregrine\Kafka\{Consumer, Message};

Peregrine\run(function () {
    $consumer = new Consumer(['bootstrap.servers' => getenv('BROKERS'), 'group.id' => getenv('GROUP'), 'auto.offset.reset' => 'earliest']);
    $consumer->subscribe(getenv('TOPIC'));
    $note = fn(string $line) => file_put_contents(getenv('FILE'), "$line\n", FILE_APPEND);
    $handle = function (Message $message) use ($note) {
        Coroutine::sleep(0.002);
        $note($message->value);
    };
    if (getenv('MANNER') === 'each') {
        $consumer->each($handle);
    } else {
        foreach ($consumer as $message) {
            $handle($message);
        }
    }
    $note('left');
});
