<?php
// What a deployment does before the first request: directories, the database, the caches of the kernel. Run once, in a copy of this folder.

use App\Kernel;
use Symfony\Component\Dotenv\Dotenv;

require __DIR__.'/vendor/autoload.php';

@mkdir(__DIR__.'/var/sessions', 0777, true);
(new Dotenv())->bootEnv(__DIR__.'/.env');
$kernel = new Kernel('prod', false);
$kernel->boot();
$kernel->getContainer()->get('cache_warmer')->enableOptionalWarmers();
$kernel->getContainer()->get('cache_warmer')->warmUp($kernel->getCacheDir());

$file = __DIR__.'/var/app.db';
@unlink($file);
$db = new PDO("sqlite:$file");
$db->exec('PRAGMA journal_mode = WAL');
$db->exec('CREATE TABLE author (id INTEGER PRIMARY KEY, name VARCHAR(100) NOT NULL)');
$db->exec('CREATE TABLE book (id INTEGER PRIMARY KEY, title VARCHAR(200) NOT NULL, author_id INTEGER NOT NULL)');
$db->exec('CREATE TABLE note (id INTEGER PRIMARY KEY AUTOINCREMENT, owner VARCHAR(40) NOT NULL, text VARCHAR(200) NOT NULL)');
$db->exec("INSERT INTO author VALUES (1, 'Ada'), (2, 'Grace'), (3, 'O''Brien <x>')");
for ($i = 1; $i <= 30; ++$i) {
    $db->exec(sprintf("INSERT INTO book VALUES (%d, 'Book %s', %d)", $i, chr(ord('A') + ($i * 7) % 26), 1 + $i % 3));
}
