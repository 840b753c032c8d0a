<?php

namespace App\Models;

use Illuminate\Database\Eloquent\Model;

class Author extends Model
{
    public $timestamps = false;
    protected $fillable = ['name', 'born'];

    public function books()
    {
        return $this->hasMany(Book::class);
    }

    public function getInitialAttribute(): string
    {
        return mb_substr($this->name, 0, 1);
    }

    public function scopeBornAfter($query, int $year)
    {
        return $query->where('born', '>', $year);
    }
}
