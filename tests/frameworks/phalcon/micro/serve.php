<?php
(require __DIR__ . '/../app/serve.php')('micro', $argv);
