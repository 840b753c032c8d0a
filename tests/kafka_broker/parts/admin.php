<?php
declare(strict_types=1);

use Peregrine\Exception\KafkaException;
use Peregrine\Kafka\{Admin, Consumer, Producer};

/** Topics, configurations, groups, offsets and ACLs. */
function admin(Node $node): void
{
    $servers = ['bootstrap.servers' => $node->address['plaintext']];
    $admin = new Admin($servers);
    $cluster = $admin->describeCluster();
    $address = "{$cluster['brokers'][0]['host']}:{$cluster['brokers'][0]['port']}";
    check('the cluster is described', $cluster['controller'] === 1 && $address === $node->address['plaintext'], json_encode($cluster));

    $admin->createTopic('made', 2, 1, ['cleanup.policy' => 'compact', 'retention.ms' => 60_000]);
    until(fn() => in_array('made', $admin->listTopics(), true), 'the topic is listed');
    $partitions = [0 => ['leader' => 1, 'replicas' => [1], 'in_sync' => [1]], 1 => ['leader' => 1, 'replicas' => [1], 'in_sync' => [1]]];
    check('a topic is created and described', $admin->describeTopic('made') === $partitions && $admin->describeTopic('other') === null);
    $admin->createPartitions('made', 5);
    until(fn() => count($admin->describeTopic('made')) === 5, 'five partitions');
    check('it gets more partitions', true);
    $refusals = [
        'a topic twice' => [fn() => $admin->createTopic('made'), 'TOPIC_ALREADY_EXISTS'],
        'fewer partitions' => [fn() => $admin->createPartitions('made', 1), 'INVALID_PARTITIONS'],
        'a topic that is not there' => [fn() => $admin->deleteTopic('other'), 'UNKNOWN_TOPIC_OR_PART'],
        'a group that is not there' => [fn() => $admin->deleteGroup('other'), 'GROUP_ID_NOT_FOUND'],
        'a wrong value' => [fn() => $admin->alterConfig('topic', 'made', ['retention.ms' => 'long']), 'INVALID_CONFIG'],
    ];
    foreach ($refusals as $name => [$call, $code]) {
        try {
            $call();
            $caught = null;
        } catch (KafkaException $caught) {
        }
        check("$name is refused", $caught?->getName() === $code, $caught?->getName() . ': ' . $caught?->getMessage());
    }

    $config = $admin->describeConfig('topic', 'made');
    check('a configuration is described', $config['cleanup.policy']['value'] === 'compact' && !$config['retention.ms']['default']);
    $admin->alterConfig('topic', 'made', ['retention.ms' => null, 'max.message.bytes' => 1234]);
    until(fn() => $admin->describeConfig('topic', 'made')['max.message.bytes']['value'] === '1234', 'the new value');
    $config = $admin->describeConfig('topic', 'made');
    check('what is altered changes, the rest stays', $config['retention.ms']['default'] && $config['cleanup.policy']['value'] === 'compact');
    check('so is a broker\'s', isset($admin->describeConfig('broker', '1')['log.dirs']['value']));

    admin_groups($admin, $servers);
    acls($admin, $node);
    $admin->deleteTopic('made');
    until(fn() => $admin->describeTopic('made') === null, 'the topic is gone');
    check('a topic is deleted', true);
    $admin->close();
}

function admin_groups(Admin $admin, array $servers): void
{
    $producer = new Producer($servers);
    $producer->send('made', 'x', 'k', [], 0);
    $consumer = new Consumer($servers + ['group.id' => 'seen', 'auto.offset.reset' => 'earliest', 'client.id' => 'reader']);
    $consumer->subscribe('made');
    $message = $consumer->consume(PATIENCE);
    $consumer->commit($message);
    $group = $admin->describeGroup('seen');
    $assigned = $group['members'][0]['assignment'] === ['made' => [0, 1, 2, 3, 4]];
    check('a group and its members are described', $group['state'] === 'Stable' && $assigned && $group['members'][0]['client_id'] === 'reader', json_encode($group));
    $consumer->close();
    check('groups are listed', ($admin->listGroups()['seen'] ?? null) === 'Empty');
    check('its offsets are listed', $admin->listOffsets('seen') === ['made' => [0 => 1]], json_encode($admin->listOffsets('seen')));
    $admin->alterOffsets('seen', ['made' => [0 => 0, 1 => 0]]);
    check('offsets are altered', $admin->listOffsets('seen') === ['made' => [0 => 0, 1 => 0]]);
    $admin->deleteOffsets('seen', ['made' => [1]]);
    check('offsets are deleted', $admin->listOffsets('seen') === ['made' => [0 => 0]]);
    $admin->deleteGroup('seen');
    check('a group is deleted', !isset($admin->listGroups()['seen']) && $admin->describeGroup('seen')['state'] === 'Dead');
    $producer->close();
}

/** An ACL that keeps a user out of a topic, seen to work, and deleted again. */
function acls(Admin $admin, Node $node): void
{
    $acl = ['resource' => 'topic', 'name' => 'made', 'pattern' => 'literal', 'principal' => 'User:plain', 'host' => '*', 'operation' => 'write', 'permission' => 'deny'];
    $admin->createAcl($acl);
    until(fn() => $admin->describeAcls(['name' => 'made']) === [$acl], 'the ACL is listed');
    $login = ['bootstrap.servers' => $node->address['sasl'], 'security.protocol' => 'sasl_plaintext', 'sasl.mechanism' => 'PLAIN', 'sasl.username' => 'plain', 'sasl.password' => 'plain-secret'];
    $producer = new Producer($login + ['linger.ms' => 0, 'enable.idempotence' => false]);
    try {
        $producer->send('made', 'x', 'k');
        $caught = null;
    } catch (KafkaException $caught) {
    }
    check('an ACL is created and kept to', $caught?->getName() === 'TOPIC_AUTHORIZATION_FAILED', (string) $caught?->getMessage());
    $producer->close();
    check('it is deleted', $admin->deleteAcls(['resource' => 'topic', 'name' => 'made']) === [$acl] && $admin->describeAcls(['name' => 'made']) === []);
}
