<?php
// What a deployment does before the first request: the database (a migration) and the compiled templates. Run once, in a copy of this folder.

use Illuminate\Contracts\Console\Kernel;
use Illuminate\Support\Facades\DB;
use Illuminate\Support\Facades\Schema;
use Illuminate\Support\Facades\View;

require __DIR__.'/vendor/autoload.php';

touch(__DIR__.'/storage/app/database.sqlite');
$app = require __DIR__.'/bootstrap/app.php';
$app->make(Kernel::class)->bootstrap();
foreach (['authors', 'books', 'tags', 'book_tag', 'notes'] as $table) {
    Schema::dropIfExists($table);
}
Schema::create('authors', function ($table) {
    $table->id();
    $table->string('name')->unique();
    $table->integer('born')->nullable();
});
Schema::create('books', function ($table) {
    $table->id();
    $table->string('title');
    $table->foreignId('author_id');
    $table->decimal('price')->default(5);
    $table->json('extra')->nullable();
    $table->string('owner')->nullable();
});
Schema::create('tags', function ($table) {
    $table->id();
    $table->string('word');
});
Schema::create('book_tag', function ($table) {
    $table->foreignId('book_id');
    $table->foreignId('tag_id');
});
Schema::create('notes', function ($table) {
    $table->id();
    $table->string('owner')->index();
    $table->string('text');
    $table->timestamps();
    $table->softDeletes();
});
DB::table('authors')->insert([['name' => 'Ada', 'born' => 1815], ['name' => 'Grace', 'born' => 1906], ['name' => "O'Brien <x>", 'born' => null]]);
foreach (range(1, 14) as $i) {
    DB::table('books')->insert(['title' => 'Book '.chr(ord('A') + ($i * 7) % 26), 'author_id' => 1 + $i % 3, 'price' => $i * 1.25]);
}
DB::table('tags')->insert([['word' => 'old'], ['word' => 'new'], ['word' => 'rare']]);
DB::table('book_tag')->insert([['book_id' => 1, 'tag_id' => 1], ['book_id' => 1, 'tag_id' => 3], ['book_id' => 2, 'tag_id' => 2]]);
DB::statement('PRAGMA journal_mode = WAL');
$compiler = $app->make('blade.compiler');
foreach (new RecursiveIteratorIterator(new RecursiveDirectoryIterator(__DIR__.'/resources/views', FilesystemIterator::SKIP_DOTS)) as $file) {
    $compiler->compile($file->getPathname());
}
