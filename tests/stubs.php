<?php
/**
 * Compares what a module declares with stubs/peregrine.php, symbol by symbol: `php -n tests/stubs.php MODULE`.
 *
 * Two processes describe what they see through Reflection: one with the module loaded, one that includes the stub file
 * without it. Every class, method, property, constant and function has to be on both sides with the same parameters,
 * types, defaults and modifiers, and has to have a doc comment in the stub file. One symbol is one test.
 * Not compared: `Peregrine\Test\*`, which only modules built with test-hooks have.
 */

declare(strict_types=1);

const STUB_FILE = __DIR__ . '/../stubs/peregrine.php';
const HIDDEN = 'Peregrine\\Test\\';

exit(match ($argv[1] ?? '') {
    '', '-h', '--help' => usage(),
    '--module' => show(describe_module()),
    '--stubs' => show(describe_stubs()),
    default => compare($argv[1]),
});

function usage(): int
{
    fwrite(STDERR, "usage: php -n tests/stubs.php MODULE\n");
    return 2;
}

function show(array $symbols): int
{
    echo json_encode($symbols, JSON_THROW_ON_ERROR | JSON_PRESERVE_ZERO_FRACTION);
    return 0;
}

/** Runs both descriptions, prints each difference, and the closing line. */
function compare(string $module): int
{
    $path = realpath($module) ?: $module;
    $built = describe_in_process(['-d', "extension=$path"], '--module');
    $stubs = describe_in_process([], '--stubs');
    $passed = $failed = 0;
    $names = array_unique([...array_keys($built), ...array_keys($stubs)]);
    sort($names);
    foreach ($names as $name) {
        $wrong = differences($built[$name] ?? null, $stubs[$name] ?? null);
        $wrong === [] ? $passed++ : $failed++;
        foreach ($wrong as $line) {
            echo "$name: $line\n";
        }
    }
    if ($built === []) {
        echo "the module declares nothing\n";
        $failed++;
    }
    echo "$passed passed, $failed failed, 0 skipped\n";
    return $failed === 0 ? 0 : 1;
}

/** @return list<string> what is wrong with one symbol, in words */
function differences(?array $built, ?array $stub): array
{
    if ($stub === null) {
        return ['the module has it, the stub file has not'];
    }
    if ($built === null) {
        return ['the stub file has it, the module has not'];
    }
    $wrong = [];
    if (!$stub['documented']) {
        $wrong[] = 'no doc comment in the stub file';
    }
    if ($built['is'] !== $stub['is']) {
        $wrong[] = "the module has\n    {$built['is']}\n  and the stub file\n    {$stub['is']}";
    }
    return $wrong;
}

function describe_in_process(array $arguments, string $side): array
{
    $command = [PHP_BINARY, '-n', '-d', 'display_errors=stderr', ...$arguments, __FILE__, $side];
    $process = proc_open($command, [1 => ['pipe', 'w']], $pipes);
    $json = stream_get_contents($pipes[1]);
    $status = proc_close($process);
    $symbols = json_decode($json, true);
    if ($status !== 0 || !is_array($symbols)) {
        fwrite(STDERR, "describing $side ended with status $status and said: $json\n");
        exit(1);
    }
    return $symbols;
}

function describe_module(): array
{
    $extension = new ReflectionExtension('peregrine');
    $symbols = [];
    foreach ($extension->getConstants() as $name => $value) {
        $symbols[$name] = ['is' => "const $name = " . literal($value)];
    }
    foreach ($extension->getFunctions() as $function) {
        $symbols[$function->getName() . '()'] = ['is' => signature($function)];
    }
    foreach ($extension->getClasses() as $class) {
        $symbols += describe_class($class);
    }
    return array_filter($symbols, fn(string $name) => !str_starts_with($name, HIDDEN), ARRAY_FILTER_USE_KEY);
}

function describe_stubs(): array
{
    $functions = get_defined_functions()['user'];
    $constants = get_defined_constants(true)['user'] ?? [];
    $classes = [...get_declared_classes(), ...get_declared_interfaces(), ...get_declared_traits()];
    require STUB_FILE;
    $source = file_get_contents(STUB_FILE);
    $symbols = [];
    foreach (array_diff_key(get_defined_constants(true)['user'] ?? [], $constants) as $name => $value) {
        $symbols[$name] = ['is' => "const $name = " . literal($value), 'documented' => is_constant_documented($source, $name)];
    }
    foreach (array_diff(get_defined_functions()['user'], $functions) as $name) {
        $function = new ReflectionFunction($name);
        $symbols[$function->getName() . '()'] = ['is' => signature($function), 'documented' => $function->getDocComment() !== false];
    }
    foreach (array_diff([...get_declared_classes(), ...get_declared_interfaces(), ...get_declared_traits()], $classes) as $name) {
        $symbols += describe_class(new ReflectionClass($name));
    }
    return $symbols;
}

/** Reflection of PHP 8.2 has no doc comments for constants outside classes: the source tells. */
function is_constant_documented(string $source, string $name): bool
{
    $short = preg_quote(substr((string) strrchr("\\$name", '\\'), 1), '~');
    return preg_match("~\\*/\\s*(const\\s+$short\\s*=|define\\s*\\(\\s*'[^']*\\b$short')~", $source) === 1;
}

function describe_class(ReflectionClass $class): array
{
    $name = $class->getName();
    $symbols = [$name => ['is' => class_line($class), 'documented' => $class->getDocComment() !== false]];
    foreach ($class->getReflectionConstants() as $constant) {
        if ($constant->getDeclaringClass()->getName() === $name) {
            $is = modifiers($constant) . "const {$constant->getName()} = " . literal($constant->getValue());
            $symbols["$name::{$constant->getName()}"] = ['is' => $is, 'documented' => $constant->getDocComment() !== false];
        }
    }
    foreach ($class->getProperties() as $property) {
        if ($property->getDeclaringClass()->getName() === $name) {
            $symbols["$name::\${$property->getName()}"] = ['is' => property_line($property), 'documented' => $property->getDocComment() !== false];
        }
    }
    foreach ($class->getMethods() as $method) {
        if ($method->getDeclaringClass()->getName() === $name) {
            $symbols["$name::{$method->getName()}()"] = ['is' => signature($method), 'documented' => $method->getDocComment() !== false];
        }
    }
    return $symbols;
}

function class_line(ReflectionClass $class): string
{
    $kind = match (true) {
        $class->isInterface() => 'interface',
        $class->isTrait() => 'trait',
        $class->isEnum() => 'enum',
        default => 'class',
    };
    $modifiers = implode(' ', Reflection::getModifierNames($class->getModifiers() & (ReflectionClass::IS_FINAL | ReflectionClass::IS_EXPLICIT_ABSTRACT)));
    $parent = $class->getParentClass() ? ' extends ' . $class->getParentClass()->getName() : '';
    $interfaces = $class->getInterfaceNames();
    sort($interfaces);
    return ltrim("$modifiers $kind {$class->getName()}$parent") . ($interfaces ? ' implements ' . implode(', ', $interfaces) : '');
}

function property_line(ReflectionProperty $property): string
{
    // PHP source cannot say "untyped and without a value": what a module fills when it is first read is null there.
    $default = $property->hasDefaultValue() || !$property->hasType() ? ' = ' . literal($property->getDefaultValue()) : '';
    return modifiers($property) . "{$property->getType()} \${$property->getName()}$default";
}

function signature(ReflectionFunctionAbstract $function): string
{
    $modifiers = $function instanceof ReflectionMethod ? modifiers($function) : '';
    $parameters = array_map(parameter(...), $function->getParameters());
    // A tentative return type, as internal methods have it, is written like any other in a stub.
    $returns = $function->getReturnType() ?? $function->getTentativeReturnType();
    $reference = $function->returnsReference() ? '&' : '';
    return "{$modifiers}function $reference{$function->getName()}(" . implode(', ', $parameters) . ')' . ($returns ? ": $returns" : '');
}

function parameter(ReflectionParameter $parameter): string
{
    $text = ltrim($parameter->getType() . ' ') . ($parameter->isPassedByReference() ? '&' : '')
        . ($parameter->isVariadic() ? '...' : '') . "\${$parameter->getName()}";
    if ($parameter->isVariadic() || !$parameter->isOptional()) {
        return $text;
    }
    if (!$parameter->isDefaultValueAvailable()) {
        return "$text = (unknown)";
    }
    $default = $parameter->getDefaultValue();
    // PHP turns a float parameter's integer default into a float when it compiles, a module's stays as it is written.
    $is_float = in_array((string) $parameter->getType(), ['float', '?float'], true);
    return "$text = " . literal($is_float && is_int($default) ? (float) $default : $default);
}

function modifiers(ReflectionMethod|ReflectionProperty|ReflectionClassConstant $member): string
{
    return implode(' ', Reflection::getModifierNames($member->getModifiers())) . ' ';
}

function literal(mixed $value): string
{
    return preg_replace('~\s+~', ' ', var_export($value, true));
}
