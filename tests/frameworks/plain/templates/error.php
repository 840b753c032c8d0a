<!DOCTYPE html>
<title><?= e($title) ?></title>
<h1><?= http_response_code(), ' ', e($title) ?></h1>
<p><?= e($_SERVER['REQUEST_URI']) ?></p>
