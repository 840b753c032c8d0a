<?php
/** Reads `work` in batches and writes a result for each message to RESULTS; KIND: plain, or transactional. */
declare(strict_types=1);

use Peregrine\Coroutine;
use Peregrine\Exception\KafkaException;
use Peregrine\Kafka\{Consumer, Producer};

Peregrine\run(function () {
    $servers = ['bootstrap.servers' => getenv('BROKERS')];
    $exactly = getenv('KIND') === 'transactional';
    $consumer = new Consumer($servers + [
        'group.id' => 'workers-' . getenv('KIND'), 'group.instance.id' => 'worker', 'auto.offset.reset' => 'earliest', 'session.timeout.ms' => 6000,
        'auto.commit.interval.ms' => 200, 'enable.auto.commit' => !$exactly,
    ]);
    $consumer->subscribe('work');
    $producer = new Producer($servers + ['linger.ms' => 2] + ($exactly ? ['transactional.id' => 'worker'] : []));
    for ($ready = !$exactly; !$ready;) {
        try {
            $producer->initTransactions();
            $ready = true;
        } catch (KafkaException $error) {
            // Of the one that was killed just before something may still be under way.
            $error->isRetriable() || throw $error;
        }
    }
    while (($batch = $consumer->consumeBatch(200, 1)) !== [] || !$consumer->isFinishing()) {
        if ($batch === []) {
            continue;
        }
        Coroutine::sleep(0.01); // the work
        $results = array_map(fn($message) => ['value' => $message->value, 'key' => $message->key], $batch);
        if (!$exactly) {
            $producer->sendBatch(getenv('RESULTS'), $results);
            continue;
        }
        try {
            $producer->beginTransaction();
            $producer->sendBatch(getenv('RESULTS'), $results);
            $producer->sendOffsetsToTransaction($consumer);
            $producer->commitTransaction();
        } catch (KafkaException $error) {
            if (!$error->transactionRequiresAbort()) {
                throw $error;
            }
            $producer->abortTransaction();
            $consumer->seekToCommitted();
        }
    }
});
