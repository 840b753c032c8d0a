<?php
// A created table of `$rows` rows with the columns of the tests: n int, f float, s string of 16 bytes.

function table(int $rows = 100): Peregrine\Table
{
    $table = new Peregrine\Table($rows);
    $table->column('n', Peregrine\Table::TYPE_INT);
    $table->column('f', Peregrine\Table::TYPE_FLOAT);
    $table->column('s', Peregrine\Table::TYPE_STRING, 16);
    $table->create();
    return $table;
}
