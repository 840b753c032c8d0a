<?php
// Log lines of this process go nowhere: brokers that are down on purpose make many.
fclose(STDERR);
$quiet = fopen('/dev/null', 'a'); // the lowest free descriptor, which is 2
