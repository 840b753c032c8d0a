--TEST--
A subclass can add to the table, as frameworks do
--FILE--
<?php
use Peregrine\Table;

final class Cache extends Table
{
    public array $sizes = [];

    public function column(string $name, int $type, int $size = 0): bool
    {
        $this->sizes[$name] = $size;
        return parent::column($name, $type, $size);
    }

    public function set(string $key, array $values): bool
    {
        foreach ($values as $column => &$value) {
            $value = is_string($value) ? substr($value, 0, $this->sizes[$column]) : $value;
        }
        return parent::set($key, $values);
    }
}

$cache = new Cache(10, conflict_proportion: 0.5);
$cache->column('value', Table::TYPE_STRING, 5);
$cache->column('expiration', Table::TYPE_INT);
$cache->create();
var_dump($cache->set('a', ['value' => 'too long', 'expiration' => 5]), $cache->get('a'), $cache->size);
var_dump($cache instanceof Iterator, $cache instanceof Countable);
?>
--EXPECT--
bool(true)
array(2) {
  ["value"]=>
  string(5) "too l"
  ["expiration"]=>
  int(5)
}
int(10)
bool(true)
bool(true)
