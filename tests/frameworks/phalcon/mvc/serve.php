<?php
(require __DIR__ . '/../app/serve.php')('mvc', $argv);
