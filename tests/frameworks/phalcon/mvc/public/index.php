<?php
declare(strict_types=1);

use Phalcon\Mvc\Application;
use Shop\Services;

require_once __DIR__ . '/../../app/loader.php';

try {
    $application = new Application(Services::mvc());
    $response = $application->handle($_SERVER['REQUEST_URI']);
    if (!$response->isSent()) {
        $response->send();
    }
} catch (Throwable $e) {
    if (isset($_GET['uncaught'])) {
        throw $e;
    }
    http_response_code(500);
    echo 'Exception: ', $e::class, ': ', $e->getMessage();
}
