<?php
// What a deployment does before the first request: directories and the database. Run once, in a copy of this folder.

@mkdir(__DIR__ . '/var/twig', 0777, true);
@mkdir(__DIR__ . '/var/sessions', 0777, true);
$file = __DIR__ . '/var/app.db';
@unlink($file);
$db = new PDO("sqlite:$file");
$db->exec('PRAGMA journal_mode = WAL');
$db->exec('CREATE TABLE product (id INTEGER PRIMARY KEY, name VARCHAR(100) NOT NULL, price NUMERIC NOT NULL)');
$db->exec('CREATE TABLE note (id INTEGER PRIMARY KEY AUTOINCREMENT, owner VARCHAR(40) NOT NULL, text VARCHAR(200) NOT NULL)');
for ($i = 1; $i <= 30; ++$i) {
    $db->exec(sprintf("INSERT INTO product VALUES (%d, 'Product <%s>', %s)", $i, chr(ord('a') + ($i * 7) % 26), $i * 1.25));
}
