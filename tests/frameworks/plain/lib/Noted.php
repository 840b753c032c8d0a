<?php

/** PHP's own files, with a note of when they are written. */
class Noted extends SessionHandler
{
    public function write(string $id, string $data): bool
    {
        file_put_contents(session_save_path() . "/order_$id", 'written with ' . substr_count($data, ';s:') . " notes\n", FILE_APPEND);
        return parent::write($id, $data);
    }
}
