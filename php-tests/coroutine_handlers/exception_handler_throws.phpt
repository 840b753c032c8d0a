--TEST--
What an exception handler throws is reported; its exit sets the status; it may wait
--FILE--
<?php
include __DIR__ . '/../include/child.inc';
foreach ([
    'throw new LogicException("second");',
    'exit(17);',
    'echo "waits\n"; Peregrine\Coroutine::sleep(0.001); echo "waited\n";',
    'trigger_error("fatal", E_USER_ERROR);',
] as $body) {
    child("Peregrine\\run(function () { set_exception_handler(function () { $body }); throw new Exception('first'); }); echo 'never';", ['html_errors=0', 'error_reporting=24575']);
}
?>
--EXPECTF--
PHP Fatal error:  Uncaught LogicException: second in %s:2
Stack trace:
#0 [internal function]: {closure%S}(Object(Exception))
#1 {main}
  thrown in %s on line 2
status 255
status 17
waits
waited
status 255
PHP Fatal error:  fatal in %s on line 2
coroutine #1 ended by a fatal error: fatal in %s:2
Stack trace:
#0 %s(2): trigger_error()
#1 [internal function]: {closure%S}()
#2 {main}
status 255
