<?php

function state_line(string $text): void
{
    echo 'state: ', $text, "\n";
}
