--TEST--
libxml_use_internal_errors(), the errors it gathers, the last error and the entity loader are the request's
--EXTENSIONS--
dom
--FILE--
<?php
require __DIR__ . '/../include/requests.php';

function look(string $who): void
{
    $errors = array_map(fn ($error) => trim($error->message), libxml_get_errors());
    printf("%-8s %s | %s\n", $who, implode(', ', $errors), trim(libxml_get_last_error()->message ?? '-'));
}

function parse(string $text): void
{
    (new DOMDocument())->loadXML($text);
}

function load(): string
{
    $document = new DOMDocument();
    @$document->loadXML('<!DOCTYPE a [<!ENTITY e SYSTEM "whatever:x">]><a>&e;</a>', LIBXML_NOENT);
    // libxml2 2.15 has the entity's text twice.
    return substr($document->textContent, 0, 1);
}

requests(
    function () {
        libxml_use_internal_errors(true);
        parse('<a>');
        libxml_set_external_entity_loader(fn () => fopen('data:text/plain,a', 'r'));
        turn();
        look('a');
        echo load(), "\n";
        turn();
        libxml_clear_errors();
        look('a');
    },
    function () {
        look('b');
        libxml_use_internal_errors(true);
        parse('text');
        libxml_set_external_entity_loader(fn () => fopen('data:text/plain,b', 'r'));
        turn();
        look('b');
        libxml_clear_errors();
        echo load(), "\n";
        turn();
        Peregrine\go(fn () => parse('<b/><c/>'));
        look('b');
    },
    function () {
        look('c');
        $loader = libxml_get_external_entity_loader();
        echo json_encode([$loader]), "\n";
        turn();
        parse('<c');
        turn();
        look('c');
    },
);
look('process');
parse('<d');
?>
--INI--
html_errors=0
--EXPECTF--
b         | -
c         | -
[null]
a        Premature end of data in tag a line 1%S | Premature end of data in tag a line 1%S
a
b        Start tag expected, '<' not found | Start tag expected, '<' not found
b

Warning: DOMDocument::loadXML(): %s in %s on line %d
a         | -
b        Extra content at the end of the document | Extra content at the end of the document
c         | %s
process   | -

Warning: DOMDocument::loadXML(): %a
