<?php

namespace App\Models;

use Illuminate\Database\Eloquent\Model;

class Book extends Model
{
    public $timestamps = false;
    protected $fillable = ['title', 'author_id', 'extra', 'owner'];
    protected $casts = ['extra' => 'array', 'price' => 'float'];
    protected $hidden = ['owner'];
    public static array $heard = [];

    protected static function booted()
    {
        static::addGlobalScope('public', fn ($query) => $query->whereNull('owner'));
        static::creating(fn (Book $book) => $book->title = trim($book->title));
    }

    public function author()
    {
        return $this->belongsTo(Author::class);
    }

    public function tags()
    {
        return $this->belongsToMany(Tag::class);
    }
}
