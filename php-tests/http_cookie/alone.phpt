--TEST--
A Cookie outside a server: toString(), toArray(), reset(), what it refuses, and that it is not copied
--FILE--
<?php
use Peregrine\Http\Cookie;
$cookie = new Cookie(false);
var_dump($cookie->toString());
echo json_encode($cookie->withName('n')->withValue('v')->withExpires(7)->withPath('/p')->withDomain('d')->withSecure(true)
    ->withHttpOnly(true)->withSameSite('Lax')->withPriority('Low')->withPartitioned(true)->toArray(), JSON_UNESCAPED_SLASHES), "\n";
$cookie->reset();
echo json_encode($cookie->toArray()), "\n";
// Defaults of the methods.
echo json_encode($cookie->withName('n')->withValue()->withExpires()->withPath()->withDomain()->withSecure()->withHttpOnly()
    ->withSameSite()->withPriority()->withPartitioned()->toArray(), JSON_UNESCAPED_SLASHES), "\n";
// It lasts until it expires, by either clock.
preg_match('/^n=v; expires=(.+); Max-Age=(\d+)$/', $cookie->withValue('v')->withPath('')->withExpires(time() + 3600)->toString(), $lasts);
var_dump(strtotime($lasts[1]) > time() + 3000, $lasts[2] > 3000, $lasts[2] <= 3600);
foreach (['a=b', 'a b', 'a;b', "a\r\nX: y", ''] as $name) {
    var_dump((new Cookie())->withName($name)->withValue('v')->toString());
}
var_dump((new Cookie(false))->withName('a')->withValue('1; path=/')->toString());
var_dump((new Cookie())->withName('a')->withValue('1')->withDomain("x\r\nSet-Cookie: b=1")->toString());
var_dump((new Cookie())->withName('a')->withValue('1')->withExpires(253_402_300_800)->toString());
// PHP makes arrays of such names.
var_dump((new Cookie())->withName('a[b]')->withValue('1')->toString());
class Mine extends Cookie { function __construct() {} }
foreach ([fn () => clone $cookie, fn () => serialize($cookie), fn () => (new Mine())->toString(), fn () => $cookie->withName([])] as $attempt) {
    try {
        var_dump($attempt());
    } catch (Throwable $e) {
        echo $e::class, ': ', $e->getMessage(), "\n";
    }
}
?>
--EXPECTF--

Warning: Peregrine\Http\Cookie::toString(): a cookie's name must not be empty and must not have '=', commas, semicolons, blanks or controls in %s
bool(false)
{"name":"n","value":"v","path":"/p","domain":"d","sameSite":"Lax","priority":"Low","encode":false,"expires":7,"secure":true,"httpOnly":true,"partitioned":true}
{"name":"","value":"","path":"","domain":"","sameSite":"","priority":"","encode":true,"expires":0,"secure":false,"httpOnly":false,"partitioned":false}
{"name":"n","value":"","path":"/","domain":"","sameSite":"","priority":"","encode":true,"expires":0,"secure":false,"httpOnly":false,"partitioned":false}
bool(true)
bool(true)
bool(true)

Warning: %s: a cookie's name must not be empty and must not have %s
bool(false)

Warning: %s: a cookie's name must not be empty and must not have %s
bool(false)

Warning: %s: a cookie's name must not be empty and must not have %s
bool(false)

Warning: %s: a cookie's name must not be empty and must not have %s
bool(false)

Warning: %s: a cookie's name must not be empty and must not have %s
bool(false)

Warning: %s: a raw cookie's value must not have commas, semicolons, blanks or controls; an encoded one may in %s
bool(false)

Warning: %s: a cookie's domain must not have semicolons, commas or controls in %s
bool(false)

Warning: %s: a cookie must expire before the year 10000: 'expires' is seconds since 1970 in %s
bool(false)
string(6) "a[b]=1"
Error: Trying to clone an uncloneable object of class Peregrine\Http\Cookie
Exception: Serialization of 'Peregrine\Http\Cookie' is not allowed
Error: the object was not constructed: a subclass's constructor must call parent::__construct()
TypeError: Peregrine\Http\Cookie::withName(): Argument #1 ($name) must be of type string, array given
