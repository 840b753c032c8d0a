<?php

use App\Http\Controllers\BookController;
use Illuminate\Http\Request;
use Illuminate\Support\Facades\Route;

Route::get('/books', [BookController::class, 'index']);
Route::get('/books/{book}', [BookController::class, 'show']);
Route::post('/books', [BookController::class, 'store']);
Route::get('/tags', [BookController::class, 'tags']);
Route::get('/authors', [BookController::class, 'authors']);
Route::get('/authors/{name}', [BookController::class, 'author']);
Route::post('/soft', [BookController::class, 'soft']);
Route::post('/transaction/{end}', [BookController::class, 'transaction']);
Route::get('/queries', [BookController::class, 'queries']);
Route::get('/broken', [BookController::class, 'broken']);
Route::any('/echo', fn (Request $request) => ['method' => $request->method(), 'all' => $request->all(), 'query' => $request->query(), 'post' => $request->post(), 'json' => $request->json()->all(), 'isJson' => $request->isJson(), 'wants' => $request->wantsJson(), 'content' => strlen($request->getContent())]);
Route::get('/limited', fn () => 'within the limit')->middleware('throttle:few');
Route::apiResource('things', \App\Http\Controllers\ThingController::class)->only(['index', 'show', 'update']);
Route::fallback(fn () => response()->json(['message' => 'no such API'], 404));
