<?php

/** Requests between their first and their last wait. Not isolated: it counts what happens together. */
class Together
{
    public static int $count = 0;
}
