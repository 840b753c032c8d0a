<?php

namespace App\Http\Controllers;

use App\Http\Resources\BookResource;
use App\Models\Author;
use App\Models\Book;
use App\Models\Note;
use Illuminate\Http\Request;
use Illuminate\Support\Facades\DB;
use Illuminate\Support\Facades\Schema;

class BookController
{
    public function index(Request $request)
    {
        $books = Book::with('author')->orderBy('id')->when($request->query('author'), fn ($query, $name) => $query->whereHas('author', fn ($q) => $q->where('name', $name)));

        return BookResource::collection($books->paginate(4));
    }

    public function show(Book $book)
    {
        return new BookResource($book->load('author'));
    }

    public function store(Request $request)
    {
        $owner = bin2hex(random_bytes(8));
        $book = Book::create(['title' => " {$request->input('title')} ", 'author_id' => 1, 'owner' => $owner, 'extra' => ['new' => true, 'n' => [1, 2]]]);
        $found = Book::withoutGlobalScope('public')->where('owner', $owner)->first();
        $found->title .= ', changed';
        $dirty = $found->getDirty();
        $found->save();
        $told = [$found->fresh() === null, $dirty, $found->extra, $found->wasChanged('title'), Book::where('owner', $owner)->count(), $book->is($found)];
        $found->delete();

        return response()->json([...$told, Book::withoutGlobalScopes()->where('owner', $owner)->exists()], 201);
    }

    public function tags()
    {
        return Book::with('tags:id,word')->whereIn('id', [1, 2, 3])->get()->map(fn (Book $book) => [$book->title, $book->tags->pluck('word')->sort()->values(), $book->tags()->count()]);
    }

    public function authors()
    {
        return [
            'all' => Author::withCount('books')->orderBy('name')->get()->map->only(['name', 'initial', 'books_count']),
            'after' => Author::bornAfter(1850)->pluck('name', 'id'),
            'sum' => Book::where('author_id', 1)->sum('price'),
            'chunked' => Book::orderBy('id')->limit(7)->cursor()->sum('id'),
            'grouped' => DB::table('books')->selectRaw('author_id, count(*) as n')->groupBy('author_id')->orderBy('author_id')->get(),
            'first' => optional(Author::firstWhere('name', 'Nobody'))->name,
        ];
    }

    public function soft()
    {
        $owner = bin2hex(random_bytes(8));
        $note = Note::create(['owner' => $owner, 'text' => 'soft']);
        $note->delete();
        $told = [Note::where('owner', $owner)->count(), Note::withTrashed()->where('owner', $owner)->count(), $note->trashed()];
        $note->restore();
        $told[] = Note::where('owner', $owner)->count();
        $note->forceDelete();

        return [...$told, Note::withTrashed()->where('owner', $owner)->count()];
    }

    public function transaction(string $end)
    {
        $owner = bin2hex(random_bytes(8));
        try {
            DB::transaction(function () use ($owner, $end) {
                Note::create(['owner' => $owner, 'text' => 'in transaction']);
                throw_if('rollback' === $end, new \RuntimeException('rolled back'));
            });
            $said = 'committed';
        } catch (\RuntimeException $e) {
            $said = $e->getMessage();
        }
        $left = DB::table('notes')->where('owner', $owner)->count();
        DB::table('notes')->where('owner', $owner)->delete();

        return ['said' => $said, 'left' => $left, 'level' => DB::transactionLevel()];
    }

    public function queries()
    {
        DB::enableQueryLog();
        Book::find(1);
        DB::select('select :n as n', ['n' => 5]);
        $heard = [];
        DB::listen(function ($query) use (&$heard) { $heard[] = $query->sql; });
        Author::find(2);

        return ['log' => array_map(fn ($q) => [$q['query'], $q['bindings']], DB::getQueryLog()), 'heard' => $heard, 'sql' => Book::where('id', '>', 3)->orderByDesc('title')->toSql(), 'columns' => Schema::getColumnListing('authors'), 'has' => Schema::hasTable('nowhere')];
    }

    public function broken()
    {
        return DB::select('select nothing from nowhere');
    }

    public function author(Author $name)
    {
        return ['id' => $name->id, 'initial' => $name->initial];
    }
}
