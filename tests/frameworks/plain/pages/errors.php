<?php
ini_set('display_errors', isset($_GET['quiet']) ? '0' : '1');
wait_a_little();
switch ($rest) {
    case 'notice': echo "[$undefined]\n"; break;
    case 'warning': echo 1 + (int) file_get_contents('/nowhere/at/all'), "\n"; break;
    case 'deprecated': echo strlen(null), "\n"; break;
    case 'silenced': echo @file_get_contents('/nowhere'), error_get_last()['type'] ?? 'none', "\n"; error_clear_last(); var_dump(error_get_last()); break;
    case 'exception': throw new RuntimeException('nobody caught this');
    case 'chained': throw new LogicException('outer', 5, new RuntimeException('inner'));
    case 'type': strlen([]); break;
    case 'division': echo intdiv(1, 0); break;
    case 'match': echo match (5) { 1 => 2 }; break;
    case 'undefined': no_such_function(); break;
    case 'class': new NoSuchClass; break;
    case 'user': trigger_error('a warning of ours', E_USER_WARNING); echo "goes on\n"; break;
    // PHP 8.4 says that this kind is deprecated, and what it says would settle the status.
    case 'fatal': error_reporting(E_ALL & ~E_DEPRECATED); trigger_error('the end', E_USER_ERROR); echo "never\n"; break;
    case 'late': echo "some output\n"; throw new RuntimeException('after output');
    case 'sent': echo "some output\n"; flush(); throw new RuntimeException('after a flush');
    case 'handler':
        set_error_handler(function ($type, $text) { echo "handled: $text\n"; return true; });
        echo $missing;
        wait_a_little();
        trigger_error('ours');
        restore_error_handler();
        echo "restored\n";
        break;
    case 'exception-handler':
        set_exception_handler(function ($e) { http_response_code(503); echo 'handler: ', $e->getMessage(), "\n"; });
        wait_a_little();
        throw new RuntimeException('for the handler');
    case 'convert':
        set_error_handler(function ($type, $text, $file, $line) { throw new ErrorException($text, 0, $type, $file, $line); });
        try { echo $missing; } catch (ErrorException $e) { echo 'caught ', $e->getMessage(), "\n"; }
        break;
    case 'parse': try { eval('this is no php'); } catch (ParseError $e) { echo 'parse: ', $e->getMessage(), "\n"; } break;
    case 'reporting': error_reporting(0); echo $undefined, "quiet\n"; break;
    case 'memory': ini_set('memory_limit', '8M'); str_repeat('x', 50_000_000); break;
    case 'assert': ini_set('zend.assertions', '1'); try { assert(1 === 2, 'no'); } catch (AssertionError $e) { echo 'assertion ', $e->getMessage(), "\n"; } break;
    case 'required': require __DIR__ . '/nowhere.php'; break;
}
