--TEST--
files: the shape of $_FILES with nested names; tmpfiles; removed with the request
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->on('request', function ($request, $response) {
        $tmp = [];
        $shape = $request->files;
        array_walk_recursive($shape, function (&$value) use (&$tmp) {
            if (is_string($value) && is_file($value)) {
                $tmp[] = $value;
                $value = 'FILE ' . file_get_contents($value) . ' ' . decoct(fileperms($value) & 0777);
            }
        });
        note(json_encode($tmp));
        $response->end(json_encode([$shape, $request->post, $request->rawContent(), $tmp === $request->tmpfiles], JSON_UNESCAPED_SLASHES | JSON_PRETTY_PRINT));
    });
});
$part = fn ($name, $file, $content, $type = 'text/plain') => "--B\r\nContent-Disposition: form-data; name=\"$name\"; filename=\"$file\"\r\nContent-Type: $type\r\n\r\n$content\r\n";
$body = $part('one', 'a.txt', 'first') . $part('list[]', 'b.txt', 'second') . $part('list[]', 'c.txt', 'third') . $part('deep[x][y]', '../../etc/d.png', 'fourth', 'image/png')
    . $part('none', '', '') . $part('empty', 'e.txt', '') . "--B\r\nContent-Disposition: form-data; name=\"text[k]\"\r\n\r\nvalue\r\n--B--\r\n";
echo $running->post('/', $body, "Content-Type: multipart/form-data; boundary=B\r\n")->body, "\n";
$files = json_decode($running->line());
echo count($files), "\n";
until(fn () => !array_filter($files, 'file_exists'), 'the files to be removed');
echo $running->stop();
?>
--EXPECT--
[
    {
        "one": {
            "name": "a.txt",
            "full_path": "a.txt",
            "type": "text/plain",
            "tmp_name": "FILE first 600",
            "error": 0,
            "size": 5
        },
        "list": {
            "name": [
                "b.txt",
                "c.txt"
            ],
            "full_path": [
                "b.txt",
                "c.txt"
            ],
            "type": [
                "text/plain",
                "text/plain"
            ],
            "tmp_name": [
                "FILE second 600",
                "FILE third 600"
            ],
            "error": [
                0,
                0
            ],
            "size": [
                6,
                5
            ]
        },
        "deep": {
            "name": {
                "x": {
                    "y": "d.png"
                }
            },
            "full_path": {
                "x": {
                    "y": "../../etc/d.png"
                }
            },
            "type": {
                "x": {
                    "y": "image/png"
                }
            },
            "tmp_name": {
                "x": {
                    "y": "FILE fourth 600"
                }
            },
            "error": {
                "x": {
                    "y": 0
                }
            },
            "size": {
                "x": {
                    "y": 6
                }
            }
        },
        "none": {
            "name": "",
            "full_path": "",
            "type": "",
            "tmp_name": "",
            "error": 4,
            "size": 0
        },
        "empty": {
            "name": "e.txt",
            "full_path": "e.txt",
            "type": "text/plain",
            "tmp_name": "FILE  600",
            "error": 0,
            "size": 0
        }
    },
    {
        "text": {
            "k": "value"
        }
    },
    "",
    true
]
5
