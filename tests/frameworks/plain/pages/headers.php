<?php
header('X-One: 1');
header('X-Two: a');
header('X-Two: b', false);
header('X-Gone: yes');
header_remove('X-Gone');
header('Cache-Control: no-store, max-age=0');
wait_a_little();
header('X-One: 2');
switch ($rest) {
    case 'status': http_response_code((int) $_GET['code']); break;
    case 'line': header('HTTP/1.1 ' . $_GET['line']); break;
    case 'json': header('Content-Type: application/json'); echo json_encode(['ok' => true]); return;
    case 'type': header('Content-Type: text/csv; charset=ISO-8859-1'); break;
    case 'notype': header_remove('Content-Type'); ini_set('default_mimetype', ''); break;
    case 'charset': ini_set('default_charset', 'ISO-8859-15'); break;
    case 'length': header('Content-Length: 5'); echo '12345'; exit;
    case 'replace': header('X-Two: c', true, 202); break;
    case 'callback': header_register_callback(function () { header('X-Late: callback'); }); break;
    case 'list': echo implode("\n", array_filter(headers_list(), fn($h) => stripos($h, 'X-Powered') !== 0)), "\n"; break;
    case 'empty': http_response_code(204); exit;
    case 'notmodified': http_response_code(304); exit;
    case 'download':
        header('Content-Disposition: attachment; filename="report.txt"');
        header('Content-Type: application/octet-stream');
        readfile(__DIR__ . '/../public/assets/notes.txt');
        exit;
}
echo 'code ', http_response_code(), ' sent ', var_export(headers_sent(), true), "\n";
