<?php
declare(strict_types=1);

use Shop\MicroApplication;
use Shop\Services;

require_once __DIR__ . '/../../app/loader.php';

try {
    MicroApplication::build(Services::container())->handle($_SERVER['REQUEST_URI']);
} catch (Throwable $e) {
    if (isset($_GET['uncaught'])) {
        throw $e;
    }
    http_response_code(500);
    echo 'Exception: ', $e::class, ': ', $e->getMessage();
}
