<?php

namespace App\Http\Resources;

use Illuminate\Http\Resources\Json\JsonResource;

class BookResource extends JsonResource
{
    public function toArray($request)
    {
        return ['id' => $this->id, 'title' => $this->title, 'author' => $this->whenLoaded('author', fn () => $this->author->name), 'cheap' => $this->when($this->price < 10, true)];
    }
}
