<?php

namespace App\Http\Controllers;

use Illuminate\Http\Request;

class ThingController
{
    public function index()
    {
        return collect([['id' => 1, 'n' => 'b'], ['id' => 2, 'n' => 'a']])->sortBy('n')->values();
    }

    public function show(string $thing)
    {
        return ['thing' => $thing, 'route' => request()->route()->getName(), 'parameters' => request()->route()->parameters()];
    }

    public function update(Request $request, string $thing)
    {
        return ['updated' => $thing, 'with' => $request->except('secret'), 'only' => $request->only('a'), 'method' => $request->method(), 'filled' => $request->filled('a'), 'missing' => $request->missing('z')];
    }
}
